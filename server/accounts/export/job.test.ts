import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ExportColumn } from '@/lib/account-columns'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { Killed, mortal } from '@/server/mirror/testing/mortal'
import { accounts, jobItems, jobs } from '@/server/platform/db/schema'
import { onFailpoint } from '@/server/platform/failpoint'
import { freshTelnyx, mirrorAccounts, mirrorOf, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { retryJob } from '../../commands/jobs/control'
import { freeze, itemsOf, jobOf, passTimeUntilDone, runJob, startWorkers } from '../../commands/jobs/testing/bulk'
import { fileOfJob } from './job-file'
import { startExport } from './start-job'

let console_: TestConsole
let finance: Ctx<OperatorActor>
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 20 } })
  finance = await console_.as('finance')
})
afterAll(() => console_.close())
beforeEach(async () => {
  for (const table of [jobItems, jobs, accounts]) await console_.services.db.delete(table)
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.sandbox.clearCalls()
})
afterEach(() => {
  console_.sandbox.clearFaults()
  onFailpoint(null)
})

const columns: ExportColumn[] = ['id', 'balance', 'credit']

async function start(ctx = finance, more: { id?: string; columns?: ExportColumn[] } = {}): Promise<string> {
  const id = more.id ?? randomUUID()
  const selection = await freeze(ctx)
  await execute(startExport, ctx, { id, selection: selection.id, columns, ...more })
  return id
}

const asked = () => console_.sandbox.calls().map(call => call.path)
const states = async (id: string) => (await itemsOf(console_.services, id)).map(item => item.state)

async function fileOf(id: string): Promise<Map<string, string | undefined>> {
  const response = await fileOfJob(finance, { jobId: id })
  const [header = [], ...rows] = readCsv(await response.text())
  return new Map(rows.map(row => [row[header.indexOf('Account id')] ?? '', row[header.indexOf('Balance')]]))
}

describe('an export that reads every balance', () => {
  it('requests each account once, changes nothing, and its file has Telnyx’s values', async () => {
    const id = await start()
    expect((await refusal(fileOfJob(finance, { jobId: id }))).message).toBe('The balances are still being read.')
    await runJob(console_, id)
    expect(new Set(await states(id))).toEqual(new Set(['succeeded']))
    expect(asked().sort()).toEqual(
      console_.sandbox
        .accounts()
        .map(account => `/v2/managed_accounts/${account.id}`)
        .sort(),
    )
    const file = await fileOf(id)
    expect(file.size).toBe(20)
    // Accounts on rollup show the manager's balance.
    for (const account of console_.sandbox.accounts().filter(one => !one.rollup_billing))
      expect(Number(file.get(account.id))).toBe(Number(account.balance.balance))
  })

  it('sent again after a lost answer is one job, and with other columns is refused', async () => {
    const id = await start()
    expect(await start(finance, { id })).toBe(id)
    expect((await refusal(start(finance, { id, columns: ['id', 'balance'] }))).message).toContain('other values')
    expect(await states(id)).toHaveLength(20)
  })

  it('continues after its process was killed, and has every row', async () => {
    const id = await start()
    const own = mortal(console_.services.db)
    const services: Services = { ...console_.services, db: own.db, telnyx: freshTelnyx(console_) }
    let passed = 0
    onFailpoint(name => {
      if (name === 'job.after_lease') passed += 1
      if (passed > 8) own.kill()
      if (own.dead()) throw new Killed()
      return undefined
    })
    const working = await startWorkers(services)
    await vi.waitFor(() => expect(own.dead()).toBe(true), { timeout: 20_000 })
    await working.stop().catch(() => undefined)
    onFailpoint(null)
    expect((await jobOf(console_.services, id)).finishedAt).toBeNull()
    // Leases of dead processes expire.
    console_.clock.forward(30)
    await runJob(console_, id)
    expect(new Set(await states(id))).toEqual(new Set(['succeeded']))
    expect((await fileOf(id)).size).toBe(20)
  })

  it('retries temporary failures; a row that still fails keeps its last known value with its time', async () => {
    const [broken, passing, lost] = console_.sandbox.accounts()
    if (!broken || !passing || !lost) throw new Error('too few accounts')
    console_.sandbox.addFaults([
      { path: `/managed_accounts/${broken.id}`, times: 'always', effect: { status: 403 } },
      { path: `/managed_accounts/${passing.id}`, times: 2, effect: { status: 500 } },
      { path: `/managed_accounts/${lost.id}`, times: 'always', effect: { status: 404 } },
    ])
    const id = await start()
    const working = await startWorkers(console_.services)
    await passTimeUntilDone(console_, id)
    await working.stop()
    const items = new Map((await itemsOf(console_.services, id)).map(item => [item.accountId, item]))
    expect(items.get(broken.id)).toMatchObject({ state: 'failed', attempts: 1 })
    expect(items.get(passing.id)).toMatchObject({ state: 'succeeded', problem: null })
    expect(items.get(lost.id)).toMatchObject({ state: 'skipped', problem: { code: 'not_found' } })
    expect((await fileOf(id)).get(broken.id)).toBe('')
    expect((await mirrorOf(console_, broken.id)).balance).toBeNull()

    console_.sandbox.clearFaults()
    await execute(retryJob, finance, { jobId: id })
    await runJob(console_, id)
    expect(Number((await fileOf(id)).get(broken.id))).toBe(Number(broken.balance.balance))
  })

  it('requires the permission to see balances, and each file a fresh proof of identity', async () => {
    const support = await console_.as('support')
    expect((await refusal(start(support))).code).toBe('forbidden')
    const stale = { ...finance, actor: { ...finance.actor, provenAt: new Date(0) } }
    expect((await refusal(start(stale))).code).toBe('confirm_identity')
    const id = await start()
    await runJob(console_, id)
    expect((await refusal(fileOfJob(support, { jobId: id }))).code).toBe('forbidden')
    expect((await refusal(fileOfJob(stale, { jobId: id }))).code).toBe('confirm_identity')
    expect((await refusal(fileOfJob(finance, { jobId: randomUUID() }))).code).toBe('not_found')
  })
})
