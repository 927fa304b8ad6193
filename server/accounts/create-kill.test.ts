import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyRecord } from '../audit/verify'
import { execute, Pending } from '../commands/define'
import { recoverInterrupted } from '../commands/settle'
import type { Ctx, OperatorActor } from '../context'
import { type OpenDatabase, openDatabase } from '../platform/db/client'
import { commands } from '../platform/db/schema'
import type { Failpoint } from '../platform/failpoint'
import { settleRounds } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { fillFolder } from '../testing/database'
import { killed } from '../testing/killed'
import { createAccount } from './commands/create'

// Real processes that really die (SIGKILL at a failpoint): this process takes over what they leave in the database.

/**
 * Where it dies → what the next process must find: whether the create was recorded, and whether Telnyx made the
 * account.
 */
const points: Record<string, { at: Failpoint; recorded: boolean; made: boolean; fault?: 500 }> = {
  'before anything is checked': { at: 'create.before_check', recorded: false, made: false },
  'after the check': { at: 'create.after_check', recorded: false, made: false },
  'before the intent': { at: 'command.before_intent', recorded: false, made: false },
  'inside the intent’s transaction': { at: 'command.in_intent', recorded: false, made: false },
  'after the intent': { at: 'command.before_send', recorded: true, made: false },
  'just before the call': { at: 'create.before_send', recorded: true, made: false },
  'just after the call': { at: 'create.after_send', recorded: true, made: true },
  'before the answer is written': { at: 'command.after_answer', recorded: true, made: true },
  'after a failure that changed something': { at: 'command.after_failure', recorded: true, made: true, fault: 500 },
  'while the account is written': { at: 'create.in_write', recorded: true, made: true },
  'inside the outcome’s transaction': { at: 'command.in_outcome', recorded: true, made: true },
  'after the outcome': { at: 'command.after_outcome', recorded: true, made: true },
}

const script = 'server/accounts/testing/create-process.ts'

let console_: TestConsole
let folder: string
let database: OpenDatabase
let manager: Ctx<OperatorActor>
const forms = new Map<string, Record<string, unknown>>()

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 2 } })
  folder = mkdtempSync(path.join(os.tmpdir(), 'create-kill-'))
  if (!console_.database.url) await fillFolder(folder)
})
afterAll(async () => {
  await database?.close()
  await console_.close()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * A process takes seconds to start; without TEST_FULL only the failpoints around the call run here. create-matrix kills
 * at every one.
 */
const aroundTheCall = new Set<Failpoint>([
  'create.before_send',
  'create.after_send',
  'command.after_answer',
  'create.in_write',
])
const chosen = Object.entries(points).filter(([, { at }]) => process.env.TEST_FULL === '1' || aroundTheCall.has(at))
const posts = () => console_.sandbox.calls().filter(call => call.method === 'POST')
const made = (email: unknown) => console_.sandbox.accounts().filter(account => account.email === email)

describe('[5.1] create: kill -9 of a real process', () => {
  it.each(chosen)(
    '%s',
    async (name, { at, made: wanted, fault }) => {
      const id = randomUUID()
      const input = { id, name: `Customer ${id}`, email: `${id}@customer.example`, password: '', rollupBilling: true }
      forms.set(name, { ...input, customPricing: false, acknowledged: [] })
      console_.sandbox.setFaults(
        fault ? [{ path: '/managed_accounts', method: 'POST', effect: { status: fault, when: 'after' } }] : [],
      )
      expect(await killed(console_, folder, { path: script, args: [JSON.stringify(forms.get(name))], at })).toEqual({
        signal: 'SIGKILL',
        said: '',
      })
      expect(made(input.email)).toHaveLength(wanted ? 1 : 0)
    },
    120_000,
  )

  it('the next process finds the outcome of each create, and sends none of them again', async () => {
    database = console_.database.url ? await console_.database.another() : await openDatabase({ dataDir: folder })
    console_.services.db = database.db
    manager = await console_.as('manager')
    const sent = posts().length
    // By their clock, long after the killed ones sent theirs.
    console_.clock.now = new Date(Date.now() + 100_000)
    await recoverInterrupted(console_.services, console_.database.url === null)
    await settleRounds(console_, 8)
    const ids = [...forms.values()].map(form => String(form.id))
    const rows = await database.db.select().from(commands).where(inArray(commands.id, ids))
    for (const [name, { recorded, made: wanted }] of chosen) {
      const form = forms.get(name)
      const row = rows.find(one => one.id === form?.id)
      if (!recorded) expect([name, row]).toEqual([name, undefined])
      else if (wanted) {
        const result = { accountId: made(form?.email)[0]?.id }
        expect([name, row]).toEqual([name, expect.objectContaining({ state: 'succeeded' })])
        expect(row?.result).toMatchObject(result)
      } else expect([name, row]).toEqual([name, expect.objectContaining({ state: 'unknown', nextProbeAt: null })])
    }
    expect(posts()).toHaveLength(sent)
  })

  it('a form sent again returns its earlier outcome, or is sent for the first time; the audit record is intact', async () => {
    for (const [name, { recorded, made: wanted }] of chosen) {
      const before = posts().length
      const answer = await execute(createAccount, manager, forms.get(name))
      const email = forms.get(name)?.email
      if (recorded && !wanted) expect([name, answer]).toEqual([name, expect.any(Pending)])
      else expect([name, answer]).toEqual([name, expect.objectContaining({ accountId: made(email)[0]?.id })])
      expect([name, posts().length - before]).toEqual([name, recorded ? 0 : 1])
      expect([name, made(email).length]).toEqual([name, recorded && !wanted ? 0 : 1])
    }
    expect(await verifyRecord(console_.services)).toMatchObject({ ok: true })
  })
})
