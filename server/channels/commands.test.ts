import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError, type Problem } from '@/lib/errors'
import { execute, Pending } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { recoverInterrupted, settleDue } from '@/server/commands/settle'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import { limitIsUndecided } from '@/server/mirror/undecided-limit'
import { accounts, auditEvents, commands } from '@/server/platform/db/schema'
import { onFailpoint } from '@/server/platform/failpoint'
import type { SandboxAccount } from '@/server/sandbox/server'
import { accountsInTurn, commandsOf } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { setChannelLimit } from './commands'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let id: string
let nextAccount: () => SandboxAccount

const path = () => `/managed_accounts/${id}/update_global_channel_limit`
const poolPath = '/managed_accounts/allocatable_global_outbound_channels'

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 40, channels: 2_000 } })
  manager = await console_.as('manager')
  nextAccount = await accountsInTurn(console_, account => account.status === 'enabled')
})
afterAll(() => console_.close())

beforeEach(() => {
  console_.sandbox.setVariants({ channelsFeature: true })
  id = nextAccount().id
  manager = { ...manager, telnyx: console_.services.telnyx }
})

const input = (limit: number, more: Record<string, unknown> = {}) => ({
  accountId: id,
  limit,
  reason: '',
  emergencyConfirmed: false,
  ...more,
})
const set = (limit: number, more?: Record<string, unknown>) => execute(setChannelLimit, manager, input(limit, more))
const truth = () => console_.sandbox.account(id)?.channel_limit
const sent = () =>
  console_.sandbox
    .calls()
    .filter(call => call.method === 'PATCH')
    .map(call => (call.body as { channel_limit: number }).channel_limit)

async function mirror() {
  const [row] = await console_.services.db.select().from(accounts).where(eq(accounts.id, id))
  return { limit: row?.channelLimit, source: row?.channelLimitSource, at: row?.channelLimitObservedAt }
}

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error.problem
}

const events = (phase: 'intent' | 'outcome' | 'event') =>
  console_.services.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.targetId, id), eq(auditEvents.phase, phase)))

/** Moves the clock through the look-up schedule of unknown outcomes. */
async function settle(rounds = 1) {
  for (let round = 0; round < rounds; round += 1) {
    console_.clock.forward(100)
    await settleDue(console_.services)
  }
}

describe('setting a limit', () => {
  it('sends it to Telnyx, stores it with source and time, and records intent and outcome', async () => {
    await expect(set(25, { reason: 'Campaign in May' })).resolves.toEqual({ limit: 25 })
    expect(truth()).toBe(25)
    expect(await mirror()).toEqual({ limit: 25, source: 'command', at: manager.now() })
    const [intent] = await events('intent')
    const [outcome] = await events('outcome')
    expect(intent).toMatchObject({ actorName: 'Test manager', reason: 'Campaign in May', detail: { limit: 25 } })
    expect(outcome).toMatchObject({ outcome: 'succeeded', changes: { channelLimit: [null, 25] } })
    expect(outcome?.telnyxRequestId).toBeTruthy()
    expect(console_.sandbox.violations()).toEqual([])
  })

  it('is refused to support and finance and recorded, and nothing is sent to Telnyx', async () => {
    for (const role of ['support', 'finance'] as const) {
      const problem = await refusal(execute(setChannelLimit, await console_.as(role), input(5)))
      expect(problem.code).toBe('forbidden')
    }
    expect(console_.sandbox.calls()).toEqual([])
    const denied = await console_.services.db.select().from(auditEvents).where(eq(auditEvents.action, 'access.denied'))
    expect(denied.map(row => row.actorRole).sort()).toEqual(['finance', 'support'])
  })

  it.each([-1, 1.5, Number.NaN])('refuses %s as a number of channels', async limit => {
    expect(await refusal(set(limit))).toMatchObject({ code: 'invalid', fields: { limit: expect.any(String) } })
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('accepts 0 only with the confirmation about emergency calls', async () => {
    const problem = await refusal(set(0))
    expect(problem.fields?.emergencyConfirmed).toMatch(/emergency calls/)
    await expect(set(0, { emergencyConfirmed: true })).resolves.toEqual({ limit: 0 })
    expect(truth()).toBe(0)
  })

  it('answers not_found for an unknown account', async () => {
    const problem = await refusal(set(5, { accountId: '00000000-0000-4000-8000-000000000000' }))
    expect(problem.code).toBe('not_found')
  })

  it('does not change a cancelled account', async () => {
    await console_.services.db.update(accounts).set({ status: 'cancelled' }).where(eq(accounts.id, id))
    expect((await refusal(set(5))).code).toBe('conflict')
    expect(console_.sandbox.calls()).toEqual([])
  })
})

describe('the pool', () => {
  const free = () => 2_000 - console_.sandbox.accounts().reduce((sum, account) => sum + account.channel_limit, 0)

  it('refuses one channel more than is free before anything is sent, and gives the last one', async () => {
    await set(10)
    const most = 10 + free()
    console_.sandbox.clearCalls()
    const problem = await refusal(set(most + 1))
    expect(problem.fields?.limit).toContain(`can have up to ${most.toLocaleString('en-US')}.`)
    expect(sent()).toEqual([])
    expect(await events('intent')).toHaveLength(1)
    await expect(set(most)).resolves.toEqual({ limit: most })
    expect(free()).toBe(0)
    await set(10)
  })

  it('leaves what only Telnyx knows to Telnyx, and shows its 422 next to the field', async () => {
    const wanted = free() + (truth() ?? 0) + 1
    const problem = await refusal(set(wanted))
    expect(problem).toMatchObject({ code: 'invalid', fields: { limit: expect.stringContaining('exceeds') } })
    expect(sent()).toEqual([wanted])
    expect(await mirror()).toMatchObject({ limit: null })
    expect((await events('outcome'))[0]).toMatchObject({ outcome: 'failed', problem: { code: 'invalid' } })
  })

  it('does not count an imported limit as confirmed', async () => {
    await console_.services.db
      .update(accounts)
      .set({ channelLimit: 0, channelLimitSource: 'stated', channelLimitObservedAt: manager.now() })
      .where(eq(accounts.id, id))
    const fits = free() + (truth() ?? 0)
    await expect(set(fits)).resolves.toEqual({ limit: fits })
    await set(10)
  })

  it('reports that channels are not enabled', async () => {
    console_.sandbox.setVariants({ channelsFeature: false })
    const problem = await refusal(set(5))
    expect(problem.message).toBe('Global outbound channels are not enabled for your manager account.')
    expect(sent()).toEqual([])
  })

  it('can be lowered but not raised while it cannot be read', async () => {
    await set(10)
    console_.sandbox.setFaults([{ path: poolPath, times: 'always', effect: { status: 503 } }])
    await expect(set(4)).resolves.toEqual({ limit: 4 })
    expect((await refusal(set(11))).code).toBe('upstream')
    expect(truth()).toBe(4)
  })
})

describe('when Telnyx does not answer', () => {
  it('the outcome is unknown, then settled by sending the same value again', async () => {
    console_.sandbox.setFaults([{ path: path(), effect: { reset: 'after' } }])
    const answer = await set(30)
    expect(answer).toBeInstanceOf(Pending)
    expect(await mirror()).toMatchObject({ limit: null })
    expect((await events('outcome')).map(row => row.outcome)).toEqual(['unknown'])
    await settle()
    expect(sent()).toEqual([30, 30])
    expect(await mirror()).toEqual({ limit: 30, source: 'command', at: manager.now() })
    expect((await events('outcome')).map(row => row.outcome)).toEqual(['unknown', 'succeeded'])
  })

  it('an older value is never sent again: the newest one is settled', async () => {
    console_.sandbox.setFaults([{ path: path(), times: 2, effect: { status: 502 } }])
    await set(20)
    console_.clock.forward(1)
    await set(35)
    await settle(3)
    expect(sent()).toEqual([20, 35, 35])
    expect(truth()).toBe(35)
    const rows = await console_.services.db.select().from(commands).where(eq(commands.targetId, id))
    expect(rows.map(row => row.state).sort()).toEqual(['succeeded', 'superseded'])
  })

  it('nothing is sent again after a newer value was accepted', async () => {
    console_.sandbox.setFaults([{ path: path(), effect: { body: 'cut' } }])
    await set(20)
    console_.clock.forward(1)
    await set(8)
    await settle(3)
    expect(sent()).toEqual([20, 8])
    expect(await mirror()).toMatchObject({ limit: 8 })
  })

  it('the limit becomes unknown when the newer value was refused after an older one without an answer', async () => {
    await set(12)
    console_.clock.forward(1)
    console_.sandbox.setFaults([
      { path: path(), effect: { reset: 'after' } },
      { path: path(), effect: { status: 422, code: '10015', pointer: '/channel_limit' } },
    ])
    await set(6)
    console_.clock.forward(1)
    expect((await refusal(set(9))).code).toBe('invalid')
    expect(truth()).toBe(6)
    expect(await mirror()).toEqual({ limit: null, source: null, at: null })
    await settle(3)
    expect(sent()).toEqual([12, 6, 9])
  })

  it('a lasting refusal of the repeated value counts as not done at the last look-up', async () => {
    await set(12)
    console_.clock.forward(1)
    console_.sandbox.setFaults([
      { path: path(), effect: { reset: 'before' } },
      { path: path(), times: 'always', effect: { status: 422, code: '10015', pointer: '/channel_limit' } },
    ])
    await set(14)
    await settle(1)
    const open = () =>
      console_.services.db
        .select()
        .from(commands)
        .where(and(eq(commands.targetId, id), eq(commands.state, 'unknown')))
    expect(await open()).toHaveLength(1)
    await settle(6)
    expect(await open()).toEqual([])
    expect((await events('outcome')).at(-1)).toMatchObject({ outcome: 'failed' })
    expect(await mirror()).toMatchObject({ limit: 12 })
  })

  it.each([
    ['an internal error', 500],
    ['a conflict with another change', 409],
    ['a refusal of the key', 403],
  ])('%s in answer to the repeated value shows nothing: a person settles it', async (_name, status) => {
    await set(12)
    console_.clock.forward(1)
    console_.sandbox.setFaults([
      { path: path(), effect: { reset: 'after' } },
      { path: path(), times: 'always', effect: { status } },
    ])
    await set(14)
    const command = async () => (await commandsOf(console_, id)).at(-1)
    for (let round = 0; round < 6; round += 1) {
      expect(await command()).toMatchObject({ state: 'unknown', nextProbeAt: expect.any(Date) })
      await settle()
      // Telnyx answers other requests.
      await console_.services.telnyx.accounts.retrieve(id)
    }
    expect(await command()).toMatchObject({ state: 'unknown', nextProbeAt: null })
    expect(await limitIsUndecided(console_.services.db, id)).toBe(true)
    await settle(3)
    expect(sent()).toHaveLength(8)

    const resolution = { commandId: (await command())?.id, done: true, note: 'Looked in the portal' }
    await execute(settleCommand, manager, resolution)
    expect(await mirror()).toEqual({ limit: 14, source: 'command', at: manager.now() })
    expect((await events('outcome')).at(-1)).toMatchObject({
      outcome: 'succeeded',
      changes: { channelLimit: [12, 14] },
    })
  })

  it('a long call is waited for', async () => {
    console_.sandbox.setFaults([{ path: path(), effect: { latencyMs: 2_800 } }])
    expect(await set(15)).toBeInstanceOf(Pending)
    expect(await refusal(set(16))).toMatchObject({ code: 'conflict' })
    await remoteCallsEnded()
    expect(await mirror()).toMatchObject({ limit: 15 })
    expect(sent()).toEqual([15])
  })
})

it('an answer that is read late does not overwrite a newer limit', async () => {
  let frozen = false
  onFailpoint(async name => {
    if (name !== 'command.after_answer' || frozen) return
    frozen = true
    // Another process takes this one for dead, and an operator sets another limit there.
    console_.clock.forward(600)
    await recoverInterrupted(console_.services)
    await set(20)
  })
  await set(10)
  onFailpoint(null)
  expect(sent().slice(-2)).toEqual([10, 20])
  expect(await mirror()).toMatchObject({ limit: 20 })
  expect((await events('outcome')).map(event => event.outcome)).toEqual(['unknown', 'succeeded', 'succeeded'])
})
