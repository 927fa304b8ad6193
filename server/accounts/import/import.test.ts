import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountsLeft } from '@/lib/account-limit'
import { execute } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, auditEvents, commands, jobItems, jobs } from '@/server/platform/db/schema'
import type { FaultEffect } from '@/server/sandbox/server'
import { freshTelnyx, impatientTelnyx, mirrorAccounts, recordOf, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { resumeJob, retryJob } from '../../commands/jobs/control'
import { itemsOf, jobOf, runJob, startWorkers } from '../../commands/jobs/testing/bulk'
import { readAccountLimit } from '../limit'
import { importResults } from './results'
import { startImport } from './start'
import { check, linesFor, passTime, runThrough, start, started } from './testing/imports'

let console_: TestConsole
let manager: Ctx<OperatorActor>
/** Makes the addresses of each test unique. */
let tag: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 20 } })
  manager = await console_.as('manager')
})
afterAll(async () => {
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
  await console_.close()
})
beforeEach(async () => {
  tag = randomUUID().slice(0, 8)
  console_.sandbox.clearFaults()
  const { db } = console_.services
  for (const table of [jobItems, jobs, commands, accounts]) await db.delete(table)
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.services.telnyx = freshTelnyx(console_)
  manager = { ...manager, telnyx: console_.services.telnyx }
  console_.sandbox.clearCalls()
})

const path = '/managed_accounts'
const made = () => console_.sandbox.accounts().filter(account => account.email.endsWith(`@${tag}.example`))
const posts = () => console_.sandbox.calls().filter(call => call.method === 'POST')
const items = (id: string) => itemsOf(console_.services, id)
const states = async (id: string) => (await items(id)).map(item => item.state)
const allJobs = () => console_.services.db.select().from(jobs)
const left = async () => accountsLeft(await readAccountLimit(manager))
const impatient = () => ({ ...console_.services, telnyx: impatientTelnyx(console_) })

describe('an import', () => {
  it('creates each line once with its values, in the mirror and in the audit', async () => {
    const lines = linesFor(tag, 5)
    const id = await started(manager, lines, { reason: 'Moved from another carrier' })
    await runJob(console_, id)
    expect(posts()).toHaveLength(5)
    // One look-up of its e-mail and one create each, and no other call.
    expect(console_.sandbox.calls()).toHaveLength(10)
    for (const [at, item] of (await items(id)).entries()) {
      expect(item).toMatchObject({ state: 'succeeded', attempts: 1, input: { line: at + 2 } })
      expect(console_.sandbox.account(item.accountId ?? '')).toMatchObject({
        organization_name: lines[at]?.name,
        email: lines[at]?.email,
        rollup_billing: at % 2 === 1,
        managed_account_allow_custom_pricing: false,
      })
      const [mirrored] = await console_.services.db
        .select()
        .from(accounts)
        .where(eq(accounts.id, item.accountId ?? ''))
      expect(mirrored).toMatchObject({ organizationName: lines[at]?.name, status: 'unknown' })
    }
    const creates = and(eq(auditEvents.action, 'account.create'), eq(auditEvents.phase, 'intent'))
    const intents = await console_.services.db.select().from(auditEvents).where(creates)
    expect(intents.filter(row => row.detail?.job === id)).toHaveLength(5)
    expect(await recordOf(console_, id, 'event')).toMatchObject([
      { action: 'job.start', reason: 'Moved from another carrier', detail: { items: 5 } },
      { action: 'job.finish' },
    ])
  })

  it('takes its places of the account limit at its start, and each only once', async () => {
    const before = await left()
    const id = await started(manager, linesFor(tag, 3))
    expect(await left()).toBe(before - 3)
    await runJob(console_, id)
    expect(await left()).toBe(before - 3)
  })

  it.each(['support', 'finance'] as const)('is refused to %s, already at the check', async role => {
    const ctx = await console_.as(role)
    expect((await refusal(check(ctx, linesFor(tag, 1)))).code).toBe('forbidden')
    const input = { id: randomUUID(), lines: [], digest: '', file: '', reason: '', typedCount: '' }
    const starting = execute(startImport, ctx, { ...input, leaveOutWarned: false, acknowledged: false })
    expect((await refusal(starting)).code).toBe('forbidden')
    expect(await allJobs()).toEqual([])
  })

  it('of more than 25 lines requires a fresh proof of identity', async () => {
    const stale = { ...manager, actor: { ...manager.actor, provenAt: new Date(0) } }
    expect((await refusal(start(stale, linesFor(tag, 26)))).code).toBe('confirm_identity')
    await started(stale, linesFor(tag, 25))
  })

  it('leaves out lines with a problem, and lines with a warning only on request', async () => {
    const [known] = console_.sandbox.accounts()
    if (!known) throw new Error('no account')
    const lines = linesFor(tag, 4, at =>
      at === 0 ? { email: 'nobody' } : at === 1 ? { name: known.organization_name } : {},
    )
    expect(await check(manager, lines)).toMatchObject({ good: 3, warned: 1 })
    const refused = await refusal(start(manager, lines, { acknowledged: false, typedCount: '4' }))
    expect(Object.keys(refused.fields ?? {}).sort()).toEqual(['acknowledged', 'typedCount'])
    const more = { leaveOutWarned: true, acknowledged: false, typedCount: '2', kept: 3 }
    const without = await started(manager, lines, more)
    expect((await items(without)).map(item => item.input?.line)).toEqual([4, 5])
    // Three other lines of the file never left the browser.
    expect((await jobOf(console_.services, without)).parameters).toMatchObject({ lines: 7, leftOut: 5 })
  })

  it('without a valid line starts no job', async () => {
    expect(
      (
        await refusal(
          start(
            manager,
            linesFor(tag, 2, () => ({ name: '' })),
          ),
        )
      ).code,
    ).toBe('conflict')
    expect(await allJobs()).toEqual([])
  })
})

describe('a start after the check', () => {
  it('with changed lines or accounts shows the new findings instead', async () => {
    const lines = linesFor(tag, 3)
    const { digest } = await check(manager, lines)
    const [first] = console_.sandbox.accounts()
    await console_.services.db
      .update(accounts)
      .set({ email: `1@${tag}.example` })
      .where(eq(accounts.id, first?.id ?? ''))
    const answer = await start(manager, lines, { digest })
    expect(answer).toMatchObject({
      kind: 'changed',
      check: {
        good: 2,
        findings: [{ line: 3, column: 'email', code: 'email_taken', about: first?.organization_name }],
      },
    })
    const others = await start(manager, linesFor(tag, 2), { digest })
    expect(others.kind).toBe('changed')
    expect(await allJobs()).toEqual([])
  })

  it('that is sent twice starts one job', async () => {
    const id = randomUUID()
    const lines = linesFor(tag, 3)
    const { digest } = await check(manager, lines)
    const input = { id, digest, typedCount: '3' }
    await Promise.all([start(manager, lines, input), start(manager, lines, input)])
    expect(await start(manager, lines, input)).toEqual({ kind: 'started', jobId: id })
    expect(await items(id)).toHaveLength(3)
    expect(await allJobs()).toHaveLength(1)
    expect((await refusal(start(manager, linesFor(tag, 2), { id }))).code).toBe('conflict')
  })

  it('that is sent again with another choice or reason is refused, and the first one runs', async () => {
    const [known] = console_.sandbox.accounts()
    const lines = linesFor(tag, 3, at => (at === 0 ? { name: known?.organization_name ?? '' } : {}))
    const { digest } = await check(manager, lines)
    const id = randomUUID()
    const all = { id, digest, reason: 'Moved', typedCount: '3' }
    await start(manager, lines, all)
    for (const other of [{ leaveOutWarned: true, typedCount: '2' }, { reason: 'Bought' }]) {
      expect(await refusal(start(manager, lines, { ...all, ...other }))).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('already started with other values'),
      })
    }
    expect(await start(manager, lines, all)).toEqual({ kind: 'started', jobId: id })
    expect(await items(id)).toHaveLength(3)
  })

  it('of the same file again finds its lines in the running job, and later among the accounts', async () => {
    const lines = linesFor(tag, 3)
    const id = await started(manager, lines)
    expect((await check(manager, lines)).findings.map(({ code }) => code).filter(code => code !== 'name_same')).toEqual(
      Array(3).fill('email_under_way'),
    )
    await runJob(console_, id)
    expect((await check(manager, lines)).findings.map(({ code }) => code).filter(code => code !== 'name_same')).toEqual(
      Array(3).fill('email_taken'),
    )
  })
})

describe('a line whose e-mail', () => {
  it('was taken at Telnyx in the meantime fails with a message, and no create is sent', async () => {
    const id = await started(manager, linesFor(tag, 3))
    console_.sandbox.addAccount({ email: `1@${tag}.example` })
    await runJob(console_, id)
    expect(await states(id)).toEqual(['succeeded', 'failed', 'succeeded'])
    expect((await items(id))[1]?.problem?.message).toContain(`1@${tag}.example already belongs to`)
    expect(posts()).toHaveLength(2)
  })

  it('belongs to another organization fails with Telnyx’s message, and only this line is retried', async () => {
    const id = await started(manager, linesFor(tag, 3))
    const effect = { status: 422, code: '10015', pointer: '/email', detail: 'has already been taken' } as const
    console_.sandbox.setFaults([{ path, method: 'POST', effect }])
    await runJob(console_, id)
    const failed = (await items(id)).filter(item => item.state === 'failed')
    expect(failed.map(item => item.problem?.message)).toEqual(['Telnyx refused this: has already been taken'])
    console_.sandbox.clearCalls()
    await execute(retryJob, manager, { jobId: id })
    await runJob(console_, id)
    expect(await states(id)).toEqual(Array(3).fill('succeeded'))
    expect(posts()).toHaveLength(1)
  })

  it('is in two imports is created by one of them', async () => {
    const lines = linesFor(tag, 4)
    const first = await started(manager, lines)
    // What a second start, checked at the same moment, would have committed.
    const second = randomUUID()
    const [job] = await allJobs()
    if (!job) throw new Error('no job')
    await console_.services.db.insert(jobs).values({ ...job, id: second })
    const copies = (await items(first)).map(item => ({ ...item, jobId: second }))
    await console_.services.db.insert(jobItems).values(copies)
    await runThrough(console_, first)
    await runThrough(console_, second)
    expect(made()).toHaveLength(4)
    expect(posts()).toHaveLength(4)
    const ends = [...(await states(first)), ...(await states(second))].sort()
    expect(ends).toEqual([...Array(4).fill('failed'), ...Array(4).fill('succeeded')])
  })
})

describe('the results of an import', () => {
  it('contain each line with its outcome, are safe to open, and are recorded', async () => {
    const lines = linesFor(tag, 3, at => (at === 0 ? { name: `=HYPERLINK("x") ${tag}` } : {}))
    const id = await started(manager, lines)
    console_.sandbox.addAccount({ email: `1@${tag}.example` })
    await runJob(console_, id)
    const support = await console_.as('support')
    const response = await importResults(support, id)
    const [header, ...rows] = readCsv((await response.text()).replace('\ufeff', ''))
    expect(header?.slice(0, 7)).toEqual([
      'Line',
      'Business name',
      'E-mail',
      'Rollup billing',
      'Custom pricing',
      'Result',
      'Account id',
    ])
    const idOf = (email: string) => made().find(account => account.email === email)?.id
    expect(rows.map(row => [row[0], row[1], row[3], row[5], row[6]])).toEqual([
      ['2', `'=HYPERLINK("x") ${tag}`, 'no', 'Done', idOf(`0@${tag}.example`)],
      ['3', lines[1]?.name, 'yes', 'Failed', ''],
      ['4', lines[2]?.name, 'no', 'Done', idOf(`2@${tag}.example`)],
    ])
    expect(rows[1]?.[7]).toContain('already belongs')
    const events = await recordOf(console_, id, 'event')
    expect(events.at(-1)).toMatchObject({ action: 'job.results', actorName: support.actor.name, detail: { rows: 3 } })
    expect((await refusal(importResults(support, randomUUID()))).code).toBe('not_found')
  })
})

describe('while Telnyx', () => {
  it('is busy or down, lines wait and continue automatically', async () => {
    console_.sandbox.addFaults([
      { path, method: 'POST', times: 2, effect: { status: 429, headers: { 'retry-after': '1' } } },
      { path, method: 'GET', times: 4, effect: { status: 503 } },
    ])
    const id = await started(manager, linesFor(tag, 4))
    await runThrough(console_, id)
    expect(await states(id)).toEqual(Array(4).fill('succeeded'))
    expect(made()).toHaveLength(4)
  })

  it('refuses the API key, lines fail with that reason', async () => {
    console_.sandbox.addFaults([{ path, method: 'GET', times: 'always', effect: { status: 401 } }])
    const id = await started(manager, linesFor(tag, 2))
    await runJob(console_, id)
    expect((await items(id)).map(item => item.problem?.message)).toEqual(
      Array(2).fill('Telnyx did not accept the console’s API key.'),
    )
    expect(posts()).toEqual([])
  })

  it.each([
    ['hangs after creating it', { hang: 'after' }, impatient],
    ['answers 500 after creating it', { status: 500, when: 'after' }, undefined],
    ['gives an answer that is cut', { body: 'cut' }, undefined],
  ] as const)('%s, the account is found and none is created again', async (_name, effect, edge) => {
    console_.sandbox.setFaults([{ path, method: 'POST', times: 2, effect }])
    const id = await started(manager, linesFor(tag, 4))
    await runThrough(console_, id, edge?.())
    expect(await states(id)).toEqual(Array(4).fill('succeeded'))
    expect(posts()).toHaveLength(4)
    expect((await items(id)).map(item => item.accountId).sort()).toEqual(
      made()
        .map(account => account.id)
        .sort(),
    )
  })
})

describe('an import whose creates get no answer', () => {
  async function pausesWith(effect: FaultEffect): Promise<string> {
    console_.sandbox.setFaults([{ path, method: 'POST', times: 'always', effect }])
    const id = await started(manager, linesFor(tag, 40))
    const working = await startWorkers(console_.services)
    // After six failures Telnyx counts as down, and lines wait until the clock has moved on.
    await vi.waitFor(
      async () => {
        await passTime(console_, id)
        expect((await jobOf(console_.services, id)).state).toBe('paused')
      },
      { timeout: 60_000, interval: 100 },
    )
    await working.stop()
    expect((await jobOf(console_.services, id)).notice).toContain('did not answer the last 10 creates')
    // Ten, and those of the other workers meanwhile.
    expect(posts().length).toBeLessThan(20)
    return id
  }

  it.each([
    ['whose connection was lost', { reset: 'before' }],
    ['answered with a conflict', { status: 409 }],
  ] as const)('pauses after ten creates %s', async (_name, effect) => {
    await pausesWith(effect)
  })

  it('pauses after ten creates without an answer, and continues when it is resumed', async () => {
    const id = await pausesWith({ status: 500 })
    console_.sandbox.clearFaults()
    console_.clock.forward(1)
    await execute(resumeJob, manager, { jobId: id })
    await runThrough(console_, id)
    expect((await states(id)).filter(state => state === 'succeeded')).toHaveLength(made().length)
    expect(made().length).toBeGreaterThan(20)
  })
})

describe('a line with an unknown outcome', () => {
  /** Its request was lost before it arrived: no reading will ever find the account. */
  async function lost(): Promise<{ id: string; commandId: string }> {
    console_.sandbox.setFaults([{ path, method: 'POST', effect: { reset: 'before' } }])
    const id = await started(manager, linesFor(tag, 1))
    await runThrough(console_, id)
    const [item] = await items(id)
    expect(item).toMatchObject({ state: 'person', accountId: null })
    return { id, commandId: item?.commandId ?? '' }
  }
  const say = (commandId: string, done: boolean) =>
    execute(settleCommand, manager, { commandId, done, note: 'Looked in the portal' })

  it('is not sent again automatically, but once after a person found that it does not exist', async () => {
    const before = await left()
    const { id, commandId } = await lost()
    expect((await refusal(execute(retryJob, manager, { jobId: id }))).code).toBe('conflict')
    expect(made()).toEqual([])
    // It may exist, so it keeps its place of the account limit.
    expect(await left()).toBe(before - 1)
    await say(commandId, false)
    expect(await left()).toBe(before)
    await runThrough(console_, id)
    expect(await states(id)).toEqual(['failed'])
    await execute(retryJob, manager, { jobId: id })
    await runThrough(console_, id)
    expect(await states(id)).toEqual(['succeeded'])
    expect(made()).toHaveLength(1)
    expect(posts()).toHaveLength(2)
  })

  it('is not created again when the account has appeared after all', async () => {
    const { id, commandId } = await lost()
    await say(commandId, false)
    await runThrough(console_, id)
    const late = console_.sandbox.addAccount({ email: `0@${tag}.example`, organization_name: `Line ${tag} 0` })
    await execute(retryJob, manager, { jobId: id })
    await runThrough(console_, id)
    expect(await items(id)).toMatchObject([
      { state: 'skipped', accountId: late.id, problem: { message: expect.stringContaining('was not created again') } },
    ])
    expect(made()).toHaveLength(1)
  })

  it('fails when the account that appeared has another name', async () => {
    const { id, commandId } = await lost()
    await say(commandId, false)
    await runThrough(console_, id)
    console_.sandbox.addAccount({ email: `0@${tag}.example`, organization_name: 'Somebody else' })
    await execute(retryJob, manager, { jobId: id })
    await runThrough(console_, id)
    expect(await states(id)).toEqual(['failed'])
    expect(made()).toHaveLength(1)
  })
})
