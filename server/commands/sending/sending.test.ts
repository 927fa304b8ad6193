import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '@/lib/permissions'
import { customPricingCall } from '../../accounts/calls'
import { disableAccount, enableAccount } from '../../accounts/commands/status'
import { readHead } from '../../audit/append'
import { checkpointFile, writeCheckpoint } from '../../audit/checkpoint-file'
import type { Ctx, OperatorActor, Services } from '../../context'
import { readAccount } from '../../mirror/account'
import { disableOperator } from '../../operators/manage'
import { readAttention } from '../../overview/attention'
import { accounts, auditEvents, commands, jobItems, jobs, processes, settings } from '../../platform/db/schema'
import { onFailpoint } from '../../platform/failpoint'
import { commandsOf, freshTelnyx, mirrorAccounts, refusal } from '../../testing/accounts'
import { type TestConsole, testConsole } from '../../testing/context'
import { execute, Pending } from '../define'
import { resumeJob } from '../jobs/control'
import { begin, itemsOf, jobOf, runJob, startWorkers } from '../jobs/testing/bulk'
import { openCommands } from '../queries'
import { remoteCallsEnded, runRemote } from '../remote'
import { continueCommand, createSender, undoCommand } from '../schedule'
import { recoverInterrupted, settleDue } from '../settle'
import { markRestored } from './restored'
import { holdAfterStandstill, leaveRepeatsToOperators } from './standstill'
import { resumeSending, stopSending } from './stop'

let console_: TestConsole
let services: Services
let owner: Ctx<OperatorActor>
let manager: Ctx<OperatorActor>
let ids: string[]

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 16 }, settings: { disableGrace: 10 } })
})
afterAll(async () => {
  await remoteCallsEnded()
  await console_.close()
})
beforeEach(async () => {
  for (const table of [settings, jobItems, jobs, commands, processes, accounts]) {
    await console_.services.db.delete(table)
  }
  for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  ids = console_.sandbox.accounts().map(account => account.id)
  services = { ...console_.services, telnyx: freshTelnyx(console_) }
  owner = await as('owner')
  manager = await as('manager')
  console_.sandbox.clearCalls()
})
afterEach(() => {
  onFailpoint(null)
  console_.sandbox.clearFaults()
})

const as = async (role: Role): Promise<Ctx<OperatorActor>> => ({ ...(await console_.as(role)), ...services })

const unpaid = { reason: 'unpaid' as const, note: '', ticket: '', reviewOn: '' }

async function schedule(ctx: Ctx<OperatorActor>, accountId = ids[0]): Promise<string> {
  const answer = await execute(disableAccount, ctx, { accountId, ...unpaid, emergencyConfirmed: true })
  if (!(answer instanceof Pending)) throw new Error('it was sent at once')
  return answer.commandId
}

const disableAll = (ctx: Ctx<OperatorActor>, more: { now?: boolean } = {}) =>
  begin(ctx, { kind: 'accounts.disable', parameters: unpaid }, ids.slice(4, 8), more)

async function sendDue(): Promise<void> {
  const sender = createSender(services, new AbortController().signal, error => expect.fail(String(error)))
  await sender.turn()
  await sender.ended()
}

const sent = () => console_.sandbox.calls().filter(call => call.method !== 'GET').length
const stateOf = async (accountId: string | undefined) => (await commandsOf(console_, accountId ?? '')).at(-1)?.state
const stop = (reason = 'A key was stolen') => execute(stopSending, owner, { reason })
const stopped = async () => (await readAttention(owner)).stopped?.at ?? ''

describe('the emergency stop', () => {
  it('halts clicks, scheduled changes and jobs for everybody; after resuming they continue', async () => {
    await schedule(manager)
    const job = await disableAll(manager)
    await stop()
    console_.clock.forward(60)

    expect(await refusal(schedule(manager, ids[1]))).toMatchObject({
      code: 'conflict',
      message: `Nothing was sent: ${owner.actor.name} stopped sending to Telnyx (A key was stolen).`,
    })
    expect(await refusal(disableAll(owner))).toMatchObject({ code: 'conflict' })
    const enable = { accountId: ids[2], reason: 'They have paid', reenableConnections: false }
    expect(await refusal(execute(enableAccount, owner, enable))).toMatchObject({ code: 'conflict' })
    await sendDue()
    const working = await startWorkers(services)
    await sendDue()
    await working.stop()
    expect([sent(), await stateOf(ids[0])]).toEqual([0, 'scheduled'])
    expect((await itemsOf(services, job)).map(item => item.state)).toEqual(Array(4).fill('waiting'))
    for (const role of ['support', 'finance'] as const)
      expect((await readAttention(await as(role))).stopped).toMatchObject({ by: owner.actor.name })

    await execute(resumeSending, owner, { stoppedAt: await stopped() })
    await sendDue()
    await runJob(console_, job, services)
    expect(await stateOf(ids[0])).toBe('succeeded')
    expect((await itemsOf(services, job)).map(item => item.state)).toEqual(Array(4).fill('succeeded'))
  })

  it('does not send a channel limit again whose answer was lost', async () => {
    await services.db.insert(commands).values({
      id: crypto.randomUUID(),
      action: 'account.channel_limit',
      targetKind: 'account',
      targetId: ids[0] ?? '',
      state: 'unknown',
      input: { limit: 5 },
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: services.now(),
      nextProbeAt: services.now(),
    })
    await stop()
    await settleDue(services)
    expect([sent(), await stateOf(ids[0])]).toEqual([0, 'unknown'])
  })

  it('either comes after a call that is being recorded, or prevents it', async () => {
    const grace = { ...services, settings: { ...services.settings, disableGrace: 0 } }
    const click = (accountId: string) =>
      execute(disableAccount, { ...manager, ...grace }, { accountId, ...unpaid, emergencyConfirmed: true })
    const [answers] = await Promise.all([Promise.allSettled(ids.slice(0, 6).map(click)), stop()])
    await remoteCallsEnded()
    const done = answers.filter(answer => answer.status === 'fulfilled').length
    expect(sent()).toBe(done)
    expect(await services.db.$count(commands)).toBe(done)
  })

  it('does not change the result of a call that was sent before', async () => {
    const pricing = { accountId: ids[0] ?? '', allow: true, reason: '' }
    const id = crypto.randomUUID()
    const account = await readAccount(services.db, pricing.accountId)
    if (!account) throw new Error('no such account')
    const call = { id, ...customPricingCall(manager, account, pricing, { lane: 'click' }) }
    await runRemote(manager, call)
    await stop()
    expect(await runRemote(manager, call)).toEqual({ allow: true })
    expect(sent()).toBe(1)
  })

  it('requires an owner and a reason, and is lifted only by an owner who saw this stop', async () => {
    expect(await refusal(execute(stopSending, manager, { reason: 'A key was stolen' }))).toMatchObject({
      code: 'forbidden',
    })
    expect(await refusal(execute(stopSending, owner, { reason: '' }))).toMatchObject({
      fields: { reason: 'Enter a reason. Everyone sees it.' },
    })
    await stop()
    const first = await stopped()
    expect(await refusal(stop('Another one'))).toMatchObject({ code: 'conflict' })
    await execute(resumeSending, owner, { stoppedAt: first })
    console_.clock.forward(5)
    await stop()
    expect(await refusal(execute(resumeSending, owner, { stoppedAt: first }))).toMatchObject({ code: 'conflict' })
    expect(await stopped()).not.toBe('')
  })
})

async function lastBeat(minutesAgo: number): Promise<void> {
  const at = sql`now() - make_interval(mins => ${minutesAgo})`
  await services.db.insert(processes).values({ id: crypto.randomUUID(), startedAt: at, heartbeatAt: at, endedAt: at })
}

const actionsOnRecord = async () =>
  (await services.db.select({ action: auditEvents.action }).from(auditEvents)).map(row => row.action)

describe('a console after a standstill', () => {
  it('sends nothing automatically; an operator continues or cancels each change', async () => {
    const [kept, cancelled] = [await schedule(manager, ids[0]), await schedule(manager, ids[1])]
    const [running, inGrace] = [await disableAll(manager), await disableAll(manager, { now: false })]
    await lastBeat(11)
    await holdAfterStandstill(services, { afterMinutes: 10 })
    console_.clock.forward(60)
    await sendDue()
    const working = await startWorkers(services)
    await sendDue()
    await working.stop()
    expect(sent()).toBe(0)

    const support = await as('support')
    const { held, pausedJobs } = await readAttention(support)
    expect(held.map(one => one.id).sort()).toEqual([kept, cancelled].sort())
    expect(pausedJobs.map(one => one.id).sort()).toEqual([running, inGrace].sort())
    expect(pausedJobs[0]?.notice).toMatch(
      /^On hold: the console had been stopped since 20.* UTC\. Resume or cancel it\.$/,
    )
    expect((await readAttention(await as('finance'))).held).toEqual([])

    await execute(continueCommand, support, { commandId: kept })
    await execute(undoCommand, support, { commandId: cancelled })
    expect(await refusal(execute(continueCommand, support, { commandId: cancelled }))).toMatchObject({
      code: 'conflict',
    })
    await execute(resumeJob, manager, { jobId: running })
    await sendDue()
    await runJob(console_, running, services)
    expect([await stateOf(ids[0]), await stateOf(ids[1])]).toEqual(['succeeded', 'cancelled'])
    expect((await jobOf(services, inGrace)).state).toBe('paused')
    expect(await actionsOnRecord()).toEqual(expect.arrayContaining(['command.hold', 'command.continue']))
  })

  it('continues automatically after a short stop', async () => {
    await schedule(manager)
    await lastBeat(60)
    await lastBeat(9)
    await holdAfterStandstill(services, { afterMinutes: 10 })
    console_.clock.forward(60)
    await sendDue()
    expect(await stateOf(ids[0])).toBe('succeeded')
  })

  it('also holds its work when the checkpoints know more rows than the database', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'checkpoints-')), 'kept.jsonl')
    const head = await readHead(services.db)
    const at = services.now().toISOString()
    const checkpoint = (lastId: number) =>
      writeCheckpoint(checkpointFile(file), services.auditChain, { at, lastId, rows: lastId, hash: 'a' })
    await lastBeat(0)
    await schedule(manager)
    checkpoint(head?.lastId ?? 0)
    await holdAfterStandstill(services, { afterMinutes: 10, checkpoints: file })
    expect((await readAttention(manager)).held).toEqual([])
    checkpoint((head?.lastId ?? 0) + 1_000)
    await holdAfterStandstill(services, { afterMinutes: 10, checkpoints: file })
    expect((await readAttention(manager)).held).toHaveLength(1)
  })
})

describe('a restored database', () => {
  it('is put on hold at its first start, whatever the age of the backup, and this is recorded; later starts hold nothing', async () => {
    await schedule(manager)
    await lastBeat(0)
    await services.db.transaction(tx => markRestored(tx, '2026-12-01T08:00:00Z', services.now()))
    const why = await holdAfterStandstill(services, { afterMinutes: 10 })
    expect(why).toMatch(/restored from a backup of 2026-12-01 08:00 UTC\. This may have been sent since\.$/)
    console_.clock.forward(60)
    await sendDue()
    expect(sent()).toBe(0)
    const { held } = await readAttention(manager)
    expect(held).toHaveLength(1)
    expect(await actionsOnRecord()).toContain('database.restore')
    await leaveRepeatsToOperators(services, why ?? '')
    await execute(continueCommand, manager, { commandId: held[0]?.id })
    expect(await holdAfterStandstill(services, { afterMinutes: 10 })).toBeNull()
    await sendDue()
    expect(await stateOf(ids[0])).toBe('succeeded')
  })
})

describe('work on hold', () => {
  const holdAll = async () => {
    await lastBeat(11)
    return holdAfterStandstill(services, { afterMinutes: 10 })
  }

  it('stays on hold when the operator who continues it may not send it, or while sending is stopped', async () => {
    const id = await schedule(manager)
    await holdAll()
    const support = await as('support')
    const protect = { protectedReason: 'A hospital', protectedBy: 'Ana' }
    await services.db
      .update(accounts)
      .set(protect)
      .where(eq(accounts.id, ids[0] ?? ''))
    expect(await refusal(execute(continueCommand, support, { commandId: id }))).toMatchObject({
      message: 'This account was protected while the change waited.',
    })
    await stop()
    expect(await refusal(execute(continueCommand, manager, { commandId: id }))).toMatchObject({
      message: expect.stringMatching(/^Nothing was sent/),
    })
    expect((await readAttention(manager)).held).toHaveLength(1)
    await execute(resumeSending, owner, { stoppedAt: await stopped() })
    await execute(continueCommand, manager, { commandId: id })
    await sendDue()
    expect(await stateOf(ids[0])).toBe('succeeded')
  })

  it('is not sent by a process that already had its turn', async () => {
    await schedule(manager)
    console_.clock.forward(60)
    onFailpoint(async name => {
      if (name === 'scheduled.after_turn') await holdAll()
    })
    await sendDue()
    expect([sent(), await stateOf(ids[0])]).toEqual([0, 'scheduled'])
    expect((await readAttention(manager)).held).toHaveLength(1)
  })

  it('includes a channel limit that would be sent again: an operator saves its resolution', async () => {
    const open = (accountId: string | undefined, state: 'in_flight' | 'unknown') => ({
      id: crypto.randomUUID(),
      action: 'account.channel_limit',
      targetKind: 'account' as const,
      targetId: accountId ?? '',
      state,
      input: { limit: 0 },
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: services.now(),
      nextProbeAt: state === 'unknown' ? services.now() : null,
    })
    await services.db.insert(commands).values([open(ids[0], 'unknown'), open(ids[1], 'in_flight')])
    const why = await holdAll()
    await recoverInterrupted(services, true)
    await leaveRepeatsToOperators(services, why ?? '')
    console_.clock.forward(600)
    await settleDue(services)
    expect(sent()).toBe(0)
    const views = await openCommands(manager)
    expect(views.map(view => [view.state, view.needsPerson])).toEqual([
      ['unknown', true],
      ['unknown', true],
    ])
  })
})

describe('a disabled operator', () => {
  it('leaves jobs and scheduled changes on hold; those of others continue', async () => {
    const [own, others] = [await schedule(manager, ids[0]), await schedule(owner, ids[1])]
    const job = await disableAll(manager)
    await execute(disableOperator, owner, { id: manager.actor.id })
    expect((await readAttention(owner)).held.map(one => one.id)).toEqual([own])
    expect(await jobOf(services, job)).toMatchObject({
      state: 'paused',
      notice: `On hold: ${manager.actor.name}, who is responsible for it, was disabled. Resume or cancel it.`,
    })
    console_.clock.forward(60)
    await sendDue()
    const rows = await services.db.select().from(commands).where(eq(commands.id, others))
    expect([sent(), rows[0]?.state]).toEqual([1, 'succeeded'])
  })
})
