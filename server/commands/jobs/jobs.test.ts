import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadAuditSearch } from '@/lib/audit'
import type { CancelledJob } from '@/lib/job'
import type { BulkChange } from '@/lib/job-inputs'
import { protectAccount } from '@/server/accounts/commands/protect'
import { latestActivity, listAudit } from '@/server/audit/list'
import { setChannelLimit } from '@/server/channels/commands'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, auditEvents, commands, jobItems, jobs, operators } from '@/server/platform/db/schema'
import { type Failpoint, onFailpoint } from '@/server/platform/failpoint'
import { freshTelnyx, mirrorAccounts, mirrorOf, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { cancelJob, pauseJob, resumeJob, retryJob } from './control'
import { followCommands, turnJobs } from './follow'
import { planJob } from './plan'
import { getJob } from './queries'
import { begin, freeze, itemsOf, jobOf, passTimeUntilDone, runJob, startWorkers } from './testing/bulk'
import { disableAll } from './testing/changes'

let console_: TestConsole
let manager: Ctx<OperatorActor>
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 30 }, settings: { disableGrace: 10 } })
  manager = await console_.as('manager')
})
afterAll(() => console_.close())

beforeEach(async () => {
  await console_.services.db.delete(jobItems)
  await console_.services.db.delete(jobs)
  await console_.services.db.delete(commands)
  await console_.services.db.delete(accounts)
  for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.sandbox.clearCalls()
})
afterEach(() => {
  console_.sandbox.clearFaults()
  onFailpoint(null)
})

/** Runs once, when the console first passes this point. */
function at(point: Failpoint, work: () => Promise<unknown>): void {
  let passed = false
  onFailpoint(async name => {
    if (name !== point || passed) return
    passed = true
    await work()
  })
}

const states = async (id: string) => (await itemsOf(console_.services, id)).map(item => item.state)
const disabledAtTelnyx = () => console_.sandbox.accounts().filter(account => account.status === 'disabled').length
const sent = () => console_.sandbox.calls().filter(call => call.path.endsWith('/disable')).length

describe('a bulk change', () => {
  it('ends with one call and one audit entry for each account', async () => {
    const id = await begin(manager, disableAll)
    await runJob(console_, id)
    expect(new Set(await states(id))).toEqual(new Set(['succeeded']))
    expect(disabledAtTelnyx()).toBe(30)
    expect(sent()).toBe(30)
    const outcomes = await console_.services.db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'account.disable'), eq(auditEvents.phase, 'intent')))
    const ofJob = outcomes.filter(row => row.detail?.job === id)
    expect(ofJob).toHaveLength(30)
    expect(new Set(ofJob.map(row => row.actorName))).toEqual(new Set([manager.actor.name]))
    expect((await mirrorOf(console_, console_.sandbox.accounts()[0]?.id ?? '')).disabledBy).toBe(manager.actor.name)
  })

  it('skips accounts that need no change or cannot be changed, with the reason of the dry run', async () => {
    const [first, second, third, ...rest] = console_.sandbox.accounts()
    if (!first || !second || !third) throw new Error('too few accounts')
    const set = (id: string, to: Partial<typeof accounts.$inferInsert>) =>
      console_.services.db.update(accounts).set(to).where(eq(accounts.id, id))
    await set(first.id, { status: 'disabled' })
    await set(second.id, { protectedReason: 'A hospital', protectedBy: 'Ana' })
    await set(third.id, { status: 'blocked' })
    const selection = await freeze(manager)
    const dry = await planJob(manager, { selection: selection.id, change: disableAll })
    expect(dry).toMatchObject({ total: 30, change: rest.length, holds: 1, cannot: 2, refusal: null })
    expect(rest.map(account => account.organization_name)).toEqual(expect.arrayContaining(dry.names))
    expect(new Set(dry.names)).toHaveLength(5)
    const id = await begin(manager, disableAll)
    await runJob(console_, id)
    const skipped = (await itemsOf(console_.services, id)).filter(item => item.state === 'skipped')
    expect(skipped.map(item => item.problem?.message).sort()).toEqual(dry.reasons.map(reason => reason.why).sort())
    expect(sent()).toBe(rest.length)
  })

  it('shows Telnyx’s refusals, and retries only those accounts', async () => {
    console_.sandbox.addFaults([
      { path: '/managed_accounts/*/actions/disable', times: 3, effect: { status: 422, detail: 'Not today' } },
    ])
    const id = await begin(manager, disableAll)
    await runJob(console_, id)
    const failed = (await itemsOf(console_.services, id)).filter(item => item.state === 'failed')
    expect(failed.map(item => item.problem?.message)).toEqual(Array(3).fill('Telnyx refused this: Not today'))
    console_.sandbox.clearCalls()
    await execute(retryJob, manager, { jobId: id })
    await runJob(console_, id)
    expect(new Set(await states(id))).toEqual(new Set(['succeeded']))
    expect(sent()).toBe(3)
  })

  it('has an audit entry for each account, found by the job, and one line in the latest activity', async () => {
    const ids = console_.sandbox.accounts().map(account => account.id)
    const id = await begin(manager, disableAll, ids.slice(0, 12))
    const other = await begin(manager, disableAll, ids.slice(12, 14))
    await runJob(console_, id)
    await runJob(console_, other)
    const search = loadAuditSearch(new URLSearchParams({ q: id, action: 'account.disable' }))
    const { rows } = await listAudit(await console_.as('owner'), search)
    expect(rows.map(entry => entry.targetId).sort()).toEqual(ids.slice(0, 12).sort())
    const latest = await latestActivity(manager, 2)
    expect(latest.map(entry => [entry.action, entry.targetId])).toEqual([
      ['job.start', other],
      ['job.start', id],
    ])
  })

  it('waits through a 429 and retries', async () => {
    console_.sandbox.addFaults([
      {
        path: '/managed_accounts/*/actions/disable',
        times: 2,
        effect: { status: 429, headers: { 'retry-after': '1' } },
      },
    ])
    const id = await begin(
      manager,
      disableAll,
      console_.sandbox
        .accounts()
        .slice(0, 5)
        .map(account => account.id),
    )
    const working = await startWorkers(console_.services)
    await passTimeUntilDone(console_, id)
    await working.stop()
    expect(await states(id)).toEqual(Array(5).fill('succeeded'))
    expect(disabledAtTelnyx()).toBe(5)
  })

  it('started twice from one dialog is one job', async () => {
    const id = await begin(manager, disableAll)
    await begin(manager, disableAll, undefined, { id })
    expect(await itemsOf(console_.services, id)).toHaveLength(30)
    expect(await console_.services.db.select().from(jobs)).toHaveLength(1)
  })

  describe('sent again from one dialog, after its answer was lost', () => {
    const limitOf = (limit: number): BulkChange => ({
      kind: 'accounts.channel_limit',
      parameters: { limit, reason: '' },
    })
    const some = () => console_.sandbox.accounts().map(account => account.id)

    it.each<[string, BulkChange, BulkChange, { others?: true; now?: true }]>([
      ['with another limit', limitOf(50), limitOf(20), {}],
      ['for other accounts', limitOf(50), limitOf(50), { others: true }],
      ['as another change', limitOf(50), disableAll, {}],
      ['without the time to undo it', disableAll, disableAll, { now: true }],
    ])('%s is refused, and the job stays as it was', async (_name, first, second, { others, now }) => {
      const ids = some()
      const id = await begin(manager, first, ids.slice(0, 5), { now: false })
      const before = await jobOf(console_.services, id)
      const again = begin(manager, second, ids.slice(0, others ? 6 : 5), { id, now: now ?? false })
      expect(await refusal(again)).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('already started with other values'),
      })
      expect(await jobOf(console_.services, id)).toEqual(before)
      expect(await itemsOf(console_.services, id)).toHaveLength(5)
    })

    it('with the same values is one job, also if an account was renamed and the job has ended', async () => {
      const ids = some().slice(0, 5)
      const id = await begin(manager, disableAll, ids)
      await runJob(console_, id)
      await console_.services.db
        .update(accounts)
        .set({ organizationName: 'A new name' })
        .where(eq(accounts.id, ids[4] ?? ''))
      expect(await begin(manager, disableAll, ids, { id })).toBe(id)
      expect(await itemsOf(console_.services, id)).toHaveLength(5)
    })
  })
})

describe('pausing and resuming', () => {
  it('a job can be undone during its grace period: nothing is sent', async () => {
    const id = await begin(manager, disableAll, undefined, { now: false })
    const working = await startWorkers(console_.services)
    const undone = await execute(cancelJob, manager, { jobId: id })
    expect(undone).toMatchObject({ undone: true, counts: { cancelled: 30 } })
    console_.clock.forward(60)
    await vi.waitFor(async () => expect((await jobOf(console_.services, id)).finishedAt).not.toBeNull(), 10_000)
    await working.stop()
    expect(new Set(await states(id))).toEqual(new Set(['cancelled']))
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('a job starts after its grace period', async () => {
    const id = await begin(manager, disableAll, undefined, { now: false })
    console_.clock.forward(11)
    await runJob(console_, id)
    expect(disabledAtTelnyx()).toBe(30)
  })

  it('a job cancelled in the middle stops after the calls in flight', async () => {
    console_.sandbox.addFaults([
      { path: '/managed_accounts/*/actions/disable', times: 'always', effect: { latencyMs: 100 } },
    ])
    const id = await begin(manager, disableAll)
    const working = await startWorkers(console_.services)
    await vi.waitFor(() => expect(sent()).toBeGreaterThan(6), 10_000)
    const cancelled = (await execute(cancelJob, manager, { jobId: id })) as CancelledJob
    const atCancel = sent()
    // Also for an undo that was pressed before the start and arrives after it, and for one that is sent twice.
    expect(cancelled.undone).toBe(false)
    expect(cancelled.counts.cancelled).toBeLessThan(30)
    const twice = (await execute(cancelJob, manager, { jobId: id })) as CancelledJob
    expect(twice.undone).toBe(false)
    expect(twice.counts.cancelled).toBe(cancelled.counts.cancelled)
    await vi.waitFor(async () => expect((await jobOf(console_.services, id)).finishedAt).not.toBeNull(), 10_000)
    await working.stop()
    expect(sent()).toBeLessThanOrEqual(atCancel + 6)
    const counted = await states(id)
    expect(counted.filter(state => state === 'succeeded')).toHaveLength(disabledAtTelnyx())
    expect(counted.filter(state => state === 'cancelled')).toHaveLength(30 - disabledAtTelnyx())
  })

  it('a call that Telnyx does not take just now is not sent again once its job was cancelled, and the job ends', async () => {
    console_.sandbox.addFaults([
      {
        path: '/managed_accounts/*/actions/disable',
        times: 'always',
        effect: { status: 429, headers: { 'retry-after': '1' } },
      },
    ])
    const id = await begin(manager, disableAll, [console_.sandbox.accounts()[0]?.id ?? ''])
    at('command.after_failure', () => execute(cancelJob, manager, { jobId: id }))
    await runJob(console_, id)
    expect(await states(id)).toEqual(['cancelled'])
    expect(sent()).toBe(1)
  })

  it('a job pauses when its operator is disabled, and continues when an operator with the permission resumes it', async () => {
    const support = await console_.as('support')
    const id = await begin(
      support,
      disableAll,
      console_.sandbox
        .accounts()
        .slice(0, 20)
        .map(account => account.id),
    )
    await console_.services.db
      .update(operators)
      .set({ disabledAt: console_.services.now() })
      .where(eq(operators.id, support.actor.id))
    const working = await startWorkers(console_.services)
    await vi.waitFor(async () => expect((await jobOf(console_.services, id)).state).toBe('paused'), 10_000)
    await working.stop()
    expect(sent()).toBe(0)
    expect((await jobOf(console_.services, id)).notice).toContain(`${support.actor.name} was disabled`)
    await execute(resumeJob, manager, { jobId: id })
    await runJob(console_, id)
    expect(disabledAtTelnyx()).toBe(20)
  })

  it('a paused job sends nothing until it is resumed', async () => {
    const id = await begin(manager, disableAll)
    await execute(pauseJob, manager, { jobId: id })
    const working = await startWorkers(console_.services)
    await vi.waitFor(async () => expect((await jobOf(console_.services, id)).state).toBe('paused'), 10_000)
    await working.stop()
    expect(sent()).toBe(0)
    await execute(resumeJob, manager, { jobId: id })
    await runJob(console_, id)
    expect(disabledAtTelnyx()).toBe(30)
  })
})

describe('the pace of a job', () => {
  type Result = { state: 'succeeded' | 'failed' | 'skipped'; secondsAgo: number }

  /** A running job with 30 accounts to go, and with these results. */
  async function running(results: Result[]): Promise<string> {
    const id = await begin(manager, disableAll)
    await turnJobs(console_.services)
    await console_.services.db.insert(jobItems).values(
      results.map(({ state, secondsAgo }, at) => ({
        jobId: id,
        position: 1_000 + at,
        label: 'An account',
        state,
        finishedAt: new Date(manager.now().getTime() - secondsAgo * 1_000),
      })),
    )
    return id
  }
  const each = (count: number, result: (at: number) => Result) => Array.from({ length: count }, (_, at) => result(at))
  const everyTwoSeconds = each(20, at => ({ state: at % 2 ? 'failed' : 'succeeded', secondsAgo: 2 * at }))

  it('follows its newest results; an item that took no call does not count', async () => {
    const id = await running([
      ...each(80, at => ({ state: 'succeeded', secondsAgo: 600 + at })),
      ...everyTwoSeconds,
      ...each(60, () => ({ state: 'skipped', secondsAgo: 0 })),
    ])
    const { pace } = await getJob(manager, id)
    expect(pace?.perMinute).toBe(30)
    expect(pace?.left?.from).toBeLessThan(60)
    expect(pace?.left?.to).toBeGreaterThan(60)
  })

  it('is unknown while Telnyx is down, and while the job is paused', async () => {
    const id = await running(everyTwoSeconds)
    const telnyx = freshTelnyx(console_)
    const pace = async () => (await getJob({ ...manager, telnyx }, id)).pace
    expect(await pace()).not.toBeNull()
    console_.sandbox.setFaults([{ path: '/**', times: 'always', effect: { reset: 'before' } }])
    const [one] = console_.sandbox.accounts()
    while (telnyx.limiter.snapshot().breaker === 'closed') await telnyx.accounts.retrieve(one?.id ?? '').catch(() => {})
    expect(await pace()).toBeNull()
    await execute(pauseJob, manager, { jobId: id })
    expect((await getJob(manager, id)).pace).toBeNull()
  })
})

describe('the newest request counts', () => {
  it('a newer job cancels the items of the older one', async () => {
    const [one] = console_.sandbox.accounts()
    const disabling = await begin(manager, disableAll)
    console_.clock.forward(1)
    await console_.services.db
      .update(accounts)
      .set({ status: 'disabled' })
      .where(eq(accounts.id, one?.id ?? ''))
    const enable: BulkChange = {
      kind: 'accounts.enable',
      parameters: { reason: 'Paid', reenableConnections: false },
    }
    const enabling = await begin(manager, enable, [one?.id ?? ''])
    await runJob(console_, disabling)
    const working = await startWorkers(console_.services)
    await vi.waitFor(async () => expect((await jobOf(console_.services, enabling)).finishedAt).not.toBeNull(), 10_000)
    await working.stop()
    expect(console_.sandbox.account(one?.id ?? '')?.status).toBe('enabled')
    expect(disabledAtTelnyx()).toBe(29)
  })
})

describe('while an item waits for its turn', () => {
  it('an account that is protected meanwhile is not changed', async () => {
    const accountId = console_.sandbox.accounts()[0]?.id ?? ''
    const id = await begin(manager, disableAll, [accountId])
    at('job.after_claim', () => execute(protectAccount, manager, { accountId, protect: true, reason: 'A hospital' }))
    await runJob(console_, id)
    expect(await itemsOf(console_.services, id)).toMatchObject([
      { state: 'skipped', problem: { message: expect.stringContaining('Protected') } },
    ])
    expect(sent()).toBe(0)
  })

  it('a newer change of the same fact counts', async () => {
    const accountId = console_.sandbox.accounts()[0]?.id ?? ''
    const change: BulkChange = { kind: 'accounts.channel_limit', parameters: { limit: 10, reason: '' } }
    const id = await begin(manager, change, [accountId])
    at('job.after_claim', async () => {
      console_.clock.forward(1)
      await execute(setChannelLimit, manager, { accountId, limit: 50, reason: '', emergencyConfirmed: true })
    })
    await runJob(console_, id)
    expect(await states(id)).toEqual(['skipped'])
    expect(console_.sandbox.account(accountId)?.channel_limit).toBe(50)
  })
})

describe('the outcomes of calls', () => {
  it('are followed, however many items wait for a person', async () => {
    const { db } = console_.services
    const id = await begin(manager, disableAll)
    const now = manager.now()
    const waiting = Array.from({ length: 1_001 }, (_, position) => ({
      position: 1_000 + position,
      commandId: randomUUID(),
    }))
    const command = (commandId: string) => ({
      id: commandId,
      action: 'account.disable',
      targetKind: 'account' as const,
      targetId: randomUUID(),
      input: {},
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: now,
    })
    await db
      .insert(commands)
      .values(waiting.map(({ commandId }) => ({ ...command(commandId), state: 'unknown' as const })))
    await db
      .insert(jobItems)
      .values(waiting.map(item => ({ ...item, jobId: id, label: 'An account', state: 'person' as const })))
    const done = randomUUID()
    await db.insert(commands).values({ ...command(done), state: 'succeeded', finishedAt: now })
    await db
      .insert(jobItems)
      .values({ jobId: id, position: 9_999, label: 'An account', state: 'checking', commandId: done })
    expect(await followCommands(console_.services)).toBe(1)
    expect((await states(id)).filter(state => state === 'succeeded')).toHaveLength(1)
  })
})

describe('the permission to start a job', () => {
  it('allows support 25 accounts at a time and finance none, and nobody with a wrong number typed', async () => {
    const support = await console_.as('support')
    expect(await refusal(begin(support, disableAll))).toMatchObject({ code: 'conflict' })
    expect(await refusal(begin(await console_.as('finance'), disableAll))).toMatchObject({ code: 'forbidden' })
    const pricing: BulkChange = { kind: 'accounts.custom_pricing', parameters: { allow: true, reason: '' } }
    expect(await refusal(begin(support, pricing, [console_.sandbox.accounts()[0]?.id ?? '']))).toMatchObject({
      code: 'forbidden',
    })
  })
})
