import { randomUUID } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { BulkChange } from '@/lib/job-inputs'
import type { Role } from '@/lib/permissions'
import { disableAccount } from '@/server/accounts/commands/status'
import { setChannelLimit } from '@/server/channels/commands'
import { execute, Pending } from '@/server/commands/define'
import { cancelJob, pauseJob, resumeJob, retryJob } from '@/server/commands/jobs/control'
import { planJob } from '@/server/commands/jobs/plan'
import { startApproved } from '@/server/commands/jobs/start'
import { begin, freeze, itemsOf, runJob } from '@/server/commands/jobs/testing/bulk'
import { disableAll } from '@/server/commands/jobs/testing/changes'
import { remoteCallsEnded } from '@/server/commands/remote'
import { undoCommand } from '@/server/commands/schedule'
import type { Ctx, OperatorActor } from '@/server/context'
import { resetOperatorSignIn } from '@/server/operators/manage'
import { accounts, approvals, commands, jobItems, jobs, operatorLinks, settings } from '@/server/platform/db/schema'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { decideApproval, requestApproval } from './approvals'
import { setApprovalLimit } from './limit'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let ids: string[]

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 120 } })
  ids = console_.sandbox.accounts().map(account => account.id)
})
afterAll(() => console_.close())

beforeEach(async () => {
  const { db } = console_.services
  for (const table of [jobItems, jobs, commands, approvals, accounts, settings]) await db.delete(table)
  for (const id of ids) console_.sandbox.mutate(id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.sandbox.clearFaults()
  console_.services.settings.disableGrace = 0
  manager = await console_.as('manager')
})

const stale = (ctx: Ctx<OperatorActor>): Ctx<OperatorActor> => ({
  ...ctx,
  actor: { ...ctx.actor, provenAt: new Date(console_.clock.now.getTime() - 3_600_000) },
})
const noChannels: BulkChange = { kind: 'accounts.channel_limit', parameters: { limit: 0, reason: '' } }
const enableAll: BulkChange = { kind: 'accounts.enable', parameters: { reason: 'Paid', reenableConnections: false } }
const start = (ctx: Ctx<OperatorActor>, from: number, to: number, change = disableAll) =>
  begin(ctx, change, ids.slice(from, to))
const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true } as const
const click = (ctx: Ctx<OperatorActor>, at: number, more = {}) =>
  execute(disableAccount, ctx, { accountId: ids[at] ?? '', ...why, now: true, ...more })
const disabledAtTelnyx = () => console_.sandbox.accounts().filter(account => account.status === 'disabled').length
const allowed = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(result => result.status === 'fulfilled').length

const limitTo = async (over: number) => execute(setApprovalLimit, await console_.as('owner'), { over })

async function plan(ctx: Ctx<OperatorActor>, from: number, to: number, change = disableAll) {
  const { id: selection } = await freeze(ctx, ids.slice(from, to))
  return planJob(ctx, { selection, change })
}

async function ask(ctx: Ctx<OperatorActor>, from: number, to: number, change: BulkChange = disableAll) {
  const { id: selection } = await freeze(ctx, ids.slice(from, to))
  const { kind: action, parameters } = change
  const asked = await execute(requestApproval, ctx, { action, selection, parameters, reason: 'A ring of fraud' })
  return asked as { id: string; digest: string }
}

async function approved(ctx: Ctx<OperatorActor>, from: number, to: number, change: BulkChange = disableAll) {
  const { id, digest } = await ask(ctx, from, to, change)
  await execute(decideApproval, await console_.as('owner'), { id, digest, verdict: 'approved' })
  return id
}

async function startThatApproved(ctx: Ctx<OperatorActor>, approvalId: string): Promise<string> {
  const id = randomUUID()
  await execute(startApproved, ctx, { id, approvalId })
  return id
}

describe('approval by a second person', () => {
  it('is required for a change in parts as for the whole, and dry run and refusal give the reason', async () => {
    await start(manager, 0, 40)
    const words =
      'You have disabled 40 accounts in the last 24 hours. With these 25 it is more than 50, so approval is required.'
    expect(await plan(manager, 40, 65)).toMatchObject({ approval: words, refusal: null })
    expect(await refusal(start(manager, 40, 65))).toMatchObject({ code: 'conflict', message: words })
    expect(await plan(manager, 40, 50)).toMatchObject({ approval: null })
    await start(manager, 40, 50)
    expect((await refusal(start(manager, 50, 51))).message).toContain('With this one it is more than 50')
  })

  it('cannot be avoided by parallel starts', async () => {
    const starts = [0, 30, 60, 90].map(from => start(manager, from, from + 30))
    expect(allowed(await Promise.allSettled(starts))).toBe(1)
  })

  it('is required per operator, and no longer a day later', async () => {
    await limitTo(5)
    await start(await console_.as('manager'), 50, 55)
    await runJob(console_, await start(manager, 0, 5))
    expect((await refusal(start(manager, 10, 11))).code).toBe('conflict')
    console_.clock.forward(24 * 3_600)
    await start(manager, 10, 15)
  })

  it('is never required for a click, but clicks count', async () => {
    for (let at = 0; at < 49; at += 1) await click(manager, at)
    expect((await refusal(start(manager, 50, 52))).message).toContain('You have disabled 49 accounts')
    for (let at = 49; at < 53; at += 1) await click(manager, at)
    expect(disabledAtTelnyx()).toBe(53)
  })

  it('counts each account once, and no undone, skipped or refused change', async () => {
    await limitTo(5)
    await start(manager, 0, 5)
    await start(manager, 0, 5)
    for (const { id } of await console_.services.db.select().from(jobs))
      await execute(cancelJob, manager, { jobId: id })
    console_.services.settings.disableGrace = 10
    const waiting = await click(manager, 0, { now: false })
    expect(waiting).toBeInstanceOf(Pending)
    await execute(undoCommand, manager, { commandId: (waiting as Pending).commandId })
    console_.services.settings.disableGrace = 0
    await console_.services.db
      .update(accounts)
      .set({ status: 'disabled' })
      .where(inArray(accounts.id, ids.slice(0, 2)))
    const path = '/managed_accounts/*/actions/disable'
    console_.sandbox.addFaults([{ path, times: 'always', effect: { status: 422, detail: 'Not today' } }])
    await runJob(console_, await start(manager, 0, 5))
    await start(manager, 5, 10)
  })

  it('ends the count: approved accounts do not count again', async () => {
    const approval = await approved(manager, 0, 60)
    await startThatApproved(manager, approval)
    await start(manager, 60, 110)
  })

  it('is required for a limit of 0 as for disabling, and allows exactly what was approved', async () => {
    await start(manager, 0, 30, noChannels)
    const words =
      'You have disabled 30 accounts, or set them to 0 channels, in the last 24 hours. With these 25 it is more than 50'
    expect((await plan(manager, 30, 55)).approval).toContain(words)
    expect((await refusal(start(manager, 30, 55, noChannels))).message).toContain(words)
    const oneChannel: BulkChange = { kind: 'accounts.channel_limit', parameters: { limit: 1, reason: '' } }
    await start(manager, 30, 110, oneChannel)
    expect(await refusal(ask(manager, 30, 55, oneChannel))).toMatchObject({
      code: 'invalid',
      fields: { 'parameters.limit': 'Only a limit of 0 requires approval.' },
    })
    const id = await startThatApproved(manager, await approved(manager, 30, 55, noChannels))
    const items = await itemsOf(console_.services, id)
    expect(items.map(item => item.accountId).sort()).toEqual(ids.slice(30, 55).sort())
    const [job] = await console_.services.db.select().from(jobs).where(eq(jobs.id, id))
    expect(job).toMatchObject({ kind: 'accounts.channel_limit', parameters: { limit: 0 } })
  })

  it('cannot come from an operator whom the requester invited or gave a sign-in link within a week', async () => {
    const owner = await console_.as('owner')
    const other = await console_.as('owner')
    const asked = await ask(owner, 0, 60)
    const decide = (ctx: Ctx<OperatorActor>, { id, digest } = asked) =>
      execute(decideApproval, ctx, { id, digest, verdict: 'approved' })
    await execute(resetOperatorSignIn, owner, { id: other.actor.id })
    expect(await refusal(decide(other))).toMatchObject({ code: 'conflict', message: expect.stringContaining('7 days') })
    await console_.services.db.update(operatorLinks).set({ usedAt: console_.clock.now })
    console_.clock.forward(6 * 86_400)
    expect((await refusal(decide(other, await ask(owner, 0, 60)))).code).toBe('conflict')
    await decide(await console_.as('manager'), await ask(owner, 0, 60))
    console_.clock.forward(86_400)
    await decide(other, await ask(owner, 0, 60))
  })
})

describe('a fresh proof', () => {
  it('is required from the 26th account in five minutes on, over jobs and clicks', async () => {
    await start(stale(manager), 0, 20)
    for (let at = 20; at < 25; at += 1) await click(stale(manager), at)
    const problem = await refusal(click(stale(manager), 25))
    expect(problem).toMatchObject({
      code: 'confirm_identity',
      message: 'You have disabled 25 accounts in the last 5 minutes. With this one it is more than 25.',
    })
    expect((await refusal(start(stale(manager), 25, 27))).code).toBe('confirm_identity')
    expect((await refusal(zero(stale(manager), 26))).code).toBe('confirm_identity')
    await click(manager, 25)
    expect((await console_.services.db.select().from(commands)).filter(one => one.jobId === null)).toHaveLength(6)
  })

  it('cannot be avoided by parallel clicks, and is no longer required after five minutes', async () => {
    const clicks = ids.slice(0, 40).map((_, at) => click(stale(manager), at))
    expect(allowed(await Promise.allSettled(clicks))).toBe(25)
    // On a busy machine some calls are answered after the click's answer.
    await remoteCallsEnded()
    console_.clock.forward(300)
    const [next = ''] = console_.sandbox.accounts().flatMap(({ id, status }) => (status === 'enabled' ? [id] : []))
    await click(stale(manager), ids.indexOf(next))
  })

  it('is required at the start of an approved job, at resuming and at retrying', async () => {
    const approval = await approved(manager, 0, 60)
    expect((await refusal(startThatApproved(stale(manager), approval))).code).toBe('confirm_identity')
    const jobId = await startThatApproved(manager, approval)
    await execute(pauseJob, manager, { jobId })
    expect((await refusal(execute(resumeJob, stale(manager), { jobId }))).code).toBe('confirm_identity')
    await console_.services.db.update(jobItems).set({ state: 'failed' })
    expect((await refusal(execute(retryJob, stale(manager), { jobId }))).code).toBe('confirm_identity')
    await execute(retryJob, manager, { jobId })
  })
})

const zero = (ctx: Ctx<OperatorActor>, at: number) =>
  execute(setChannelLimit, ctx, { accountId: ids[at] ?? '', limit: 0, reason: '', emergencyConfirmed: true })

describe('support', () => {
  it.each([
    ['disables', disableAll],
    ['enables', enableAll],
  ] as const)('%s 25 accounts in ten minutes, over all jobs, also in parallel', async (_, change) => {
    const support = await console_.as('support')
    const starts = [0, 25, 50, 75].map(from => start(stale(support), from, from + 25, change))
    expect(allowed(await Promise.allSettled(starts))).toBe(1)
    expect((await refusal(start(support, 100, 101, change))).message).toBe(
      'Your role can change 25 accounts like this in 10 minutes. You have already changed 25. Wait, or ask a manager.',
    )
    expect((await plan(support, 100, 101, change)).refusal).toContain('in 10 minutes')
    const [job] = await console_.services.db.select().from(jobs)
    await runJob(console_, job?.id ?? '')
    console_.clock.forward(600)
    await start(support, 100, 101, change)
  })

  it('cannot request approval for more, or resume or retry larger jobs of others', async () => {
    const support = await console_.as('support')
    expect((await refusal(ask(support, 0, 26))).message).toContain('Your role can change 25 accounts like this')
    const jobId = await startThatApproved(manager, await approved(manager, 0, 60))
    await execute(pauseJob, manager, { jobId })
    expect((await refusal(execute(resumeJob, support, { jobId }))).message).toContain(
      'Your role can change 25 accounts like this',
    )
    await console_.services.db.update(jobItems).set({ state: 'failed' })
    expect((await refusal(execute(retryJob, support, { jobId }))).message).toContain(
      'Your role can change 25 accounts like this',
    )
  })
})

describe('the rest of a job', () => {
  it('counts for the operator who resumes or retries it, with all waiting items', async () => {
    const [first, second] = [await start(manager, 0, 30), await start(await console_.as('manager'), 30, 60)]
    await execute(pauseJob, manager, { jobId: second })
    expect((await refusal(execute(resumeJob, manager, { jobId: second }))).message).toContain('more than 50')
    await console_.services.db.update(jobItems).set({ state: 'failed' }).where(eq(jobItems.position, 1))
    expect((await refusal(execute(retryJob, manager, { jobId: second }))).message).toContain('more than 50')
    await execute(cancelJob, manager, { jobId: first })
    await execute(resumeJob, manager, { jobId: second })
    expect((await refusal(start(manager, 60, 90))).message).toContain('more than 50')
  })

  it('does not count while the job is paused, and a pause does not avoid the limit', async () => {
    const gathered: string[] = []
    for (const from of [0, 50]) {
      gathered.push(await start(manager, from, from + 50))
      await execute(pauseJob, manager, { jobId: gathered.at(-1) })
    }
    const resumed = gathered.map(jobId => execute(resumeJob, manager, { jobId }))
    expect(allowed(await Promise.allSettled(resumed))).toBe(1)
  })

  it('is not sent once the day of its approval is over', async () => {
    const jobId = await startThatApproved(manager, await approved(manager, 0, 60))
    await execute(pauseJob, manager, { jobId })
    console_.clock.forward(24 * 3_600)
    expect((await refusal(execute(resumeJob, manager, { jobId }))).message).toContain('has expired')
    await console_.services.db.update(jobItems).set({ state: 'failed' })
    expect((await refusal(execute(retryJob, manager, { jobId }))).message).toContain('has expired')
  })
})

describe('any history', () => {
  /** What one person did, computed without the database: the instant, and whether it was a click or a bulk change. */
  type Deed = { account: string; at: number | 'when it runs'; job: string | null }
  const range = fc.tuple(fc.nat(90), fc.integer({ min: 1, max: 30 }))
  const step = fc.oneof(
    fc.record({ do: fc.constant('start' as const), range, limit: fc.boolean() }),
    fc.record({ do: fc.constant('click' as const), range }),
    fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'cancel' as const), range }),
    fc.record({ do: fc.constant('wait' as const), range }),
  )

  it('of starts, clicks, pauses, resumes and undos exceeds no limit without a second person', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async steps => {
        const ctx = await console_.as('manager')
        for (const table of [jobItems, jobs, commands]) await console_.services.db.delete(table)
        await console_.services.db.update(accounts).set({ status: 'enabled' })
        let deeds: Deed[] = []
        const states = new Map<string, string>()
        const day = 24 * 3_600_000
        const counted = () => {
          const now = console_.clock.now.getTime()
          const lately = deeds.filter(deed =>
            deed.job === null ? Number(deed.at) > now - day : states.get(deed.job) === 'running',
          )
          return new Set(lately.map(deed => deed.account))
        }
        for (const one of steps) {
          const [from, count] = one.range
          const some = ids.slice(from, from + count)
          const job = [...states.keys()][from % Math.max(1, states.size)] ?? ''
          if (one.do === 'start') {
            const id = randomUUID()
            const fits = new Set([...counted(), ...some]).size <= 50
            const begun = await begin(ctx, one.limit ? noChannels : disableAll, some, { id }).catch(onlyRefused)
            expect(begun !== null, `${some.length} more`).toBe(fits)
            if (begun === null) continue
            states.set(id, 'running')
            deeds.push(...some.map(account => ({ account, at: 'when it runs' as const, job: id })))
          } else if (one.do === 'click') {
            const account = some[0] ?? ''
            const [mirrored] = await ctx.db.select().from(accounts).where(eq(accounts.id, account))
            if (mirrored?.status !== 'enabled') continue
            await click(ctx, ids.indexOf(account))
            console_.sandbox.mutate(account, { status: 'enabled' })
            deeds.push({ account, at: console_.clock.now.getTime(), job: null })
          } else if (one.do === 'wait') console_.clock.forward(count * 3_600)
          else if (states.has(job)) {
            const mine = deeds.flatMap(deed => (deed.job === job ? [deed.account] : []))
            const fits = new Set([...counted(), ...mine]).size <= 50
            if (one.do === 'pause' && states.get(job) === 'running') {
              await execute(pauseJob, ctx, { jobId: job })
              states.set(job, 'paused')
            } else if (one.do === 'resume' && states.get(job) === 'paused') {
              const resumed = await execute(resumeJob, ctx, { jobId: job }).then(() => true, onlyRefused)
              expect(resumed === true).toBe(fits)
              if (resumed) states.set(job, 'running')
            } else if (one.do === 'cancel') {
              await execute(cancelJob, ctx, { jobId: job })
              states.delete(job)
              deeds = deeds.filter(deed => deed.job !== job)
            }
          }
          const overByClicks = deeds.filter(deed => deed.job === null).length
          expect(counted().size).toBeLessThanOrEqual(50 + overByClicks)
        }
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })

  const onlyRefused = (error: unknown) => {
    if (error instanceof AppError && /approval is required/i.test(error.problem.message)) return null
    throw error
  }
})

it('one operator’s changes require nothing of another operator', async () => {
  for (const role of ['owner', 'manager'] satisfies Role[]) await start(await console_.as(role), 0, 50)
})
