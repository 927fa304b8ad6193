import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '@/lib/permissions'
import { execute, Pending } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleDue } from '@/server/commands/settle'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts } from '@/server/platform/db/schema'
import type { SandboxAccount } from '@/server/sandbox/server'
import {
  accountsInTurn,
  commandsOf,
  ended,
  impatientTelnyx,
  mirrorOf,
  recordOf,
  refusal,
  settleRounds,
} from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { disableAccount, enableAccount } from './commands/status'
import { readRows } from './read-rows'

let console_: TestConsole
let support: Ctx<OperatorActor>
let nextAccount: () => SandboxAccount
let id: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 60 } })
  support = await console_.as('support')
  nextAccount = await accountsInTurn(console_, account => account.status === 'enabled')
})
afterAll(async () => {
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
  await console_.close()
})

beforeEach(() => {
  console_.sandbox.setVariants({ secondDisable: '200', statusFilterIgnored: false })
  id = nextAccount().id
  support = { ...support, telnyx: console_.services.telnyx }
})

const why = {
  reason: 'unpaid',
  note: 'Two invoices open',
  ticket: 'https://tickets.example/7',
  reviewOn: '2026-12-24',
  emergencyConfirmed: true,
}
const send = (more: Record<string, unknown> = {}, ctx = support) =>
  execute(disableAccount, ctx, { accountId: id, ...why, ...more })
const disable = (more: Record<string, unknown> = {}, ctx = support) => ended(console_, send(more, ctx))
const enable = (more: Record<string, unknown> = {}, ctx = support) =>
  ended(console_, execute(enableAccount, ctx, { accountId: id, reason: 'Paid', reenableConnections: false, ...more }))
const truth = () => console_.sandbox.account(id)
const actions = () => console_.sandbox.calls().filter(call => call.path.includes(`/${id}/actions/`))
const disablePath = () => `/managed_accounts/${id}/actions/disable`
const enablePath = () => `/managed_accounts/${id}/actions/enable`
const outcomes = async () => (await recordOf(console_, id, 'outcome')).map(row => row.outcome)
const states = async () => (await commandsOf(console_, id)).map(row => row.state)

describe('disabling', () => {
  it('is sent to Telnyx, stored with reason, person and time, and recorded as intent and outcome', async () => {
    await expect(disable()).resolves.toEqual({ status: 'disabled' })
    expect(truth()).toMatchObject({ status: 'disabled', connections_enabled: false })
    expect(await mirrorOf(console_, id)).toMatchObject({
      status: 'disabled',
      statusSource: 'command',
      statusObservedAt: support.now(),
      disabledReason: 'unpaid',
      disabledNote: 'Two invoices open',
      disabledBy: 'Test support',
      disabledAt: support.now(),
      reviewOn: '2026-12-24',
    })
    expect(await readRows(support, [id]), 'as lists show it').toMatchObject([
      { disabledBy: 'Test support', disableTicket: 'https://tickets.example/7' },
    ])
    const [intent] = await recordOf(console_, id, 'intent')
    expect(intent).toMatchObject({
      action: 'account.disable',
      actorRole: 'support',
      targetLabel: truth()?.organization_name,
      reason: 'Unpaid balance: Two invoices open',
      detail: { ticket: 'https://tickets.example/7', reviewOn: '2026-12-24' },
    })
    const [outcome] = await recordOf(console_, id, 'outcome')
    expect(outcome).toMatchObject({ outcome: 'succeeded', changes: { status: ['enabled', 'disabled'] } })
    expect(outcome?.telnyxRequestId).toBeTruthy()
    expect(outcome?.commandId).toBe(intent?.commandId)
  })

  it.each<Role>(['finance'])('is refused to %s and recorded, and nothing is sent to Telnyx', async role => {
    expect(await refusal(disable({}, await console_.as(role)))).toMatchObject({ code: 'forbidden' })
    expect(console_.sandbox.calls()).toEqual([])
    expect(await recordOf(console_, 'account.disable', 'event')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'access.denied', actorRole: role, outcome: 'denied' }),
      ]),
    )
  })

  it.each([
    ['reason', { reason: 'because' }],
    ['note', { reason: 'other', note: '' }],
    ['ticket', { ticket: 'x'.repeat(501) }],
    ['reviewOn', { reviewOn: 'soon' }],
    ['emergencyConfirmed', { emergencyConfirmed: false }],
    ['accountId', { accountId: 'x' }],
  ])('refuses a bad %s next to its field', async (field, bad) => {
    expect(await refusal(disable(bad))).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } })
    expect(console_.sandbox.calls()).toEqual([])
    expect(await recordOf(console_, id, 'intent')).toEqual([])
  })

  it('answers not_found for an unknown account', async () => {
    const problem = await refusal(disable({ accountId: '00000000-0000-4000-8000-000000000000' }))
    expect(problem.code).toBe('not_found')
  })

  it.each(['disabled', 'blocked', 'cancelled'] as const)('is not offered for an account that is %s', async status => {
    await console_.services.db.update(accounts).set({ status }).where(eq(accounts.id, id))
    expect((await refusal(disable())).code).toBe('conflict')
    expect(actions()).toEqual([])
  })

  it('is refused with the name of the operator who was faster', async () => {
    await disable()
    expect((await refusal(disable())).message).toBe(`${support.actor.name} has already disabled this account.`)
  })

  it('shows Telnyx’s refusal in words, and changes nothing here', async () => {
    console_.sandbox.setFaults([
      { path: disablePath(), effect: { status: 422, code: '10015', detail: 'The account is under review.' } },
    ])
    const problem = await refusal(disable())
    expect(problem).toMatchObject({ code: 'invalid', message: expect.stringContaining('under review') })
    expect(problem.requestId).toBeTruthy()
    expect(await mirrorOf(console_, id)).toMatchObject({ status: 'enabled', disabledReason: null })
    expect(await outcomes()).toEqual(['failed'])
  })

  it.each([
    [401, 'upstream'],
    [403, 'upstream'],
    [404, 'not_found'],
    [429, 'rate_limited'],
  ])('fails with certainty on %i', async (status, code) => {
    console_.sandbox.setFaults([{ path: disablePath(), effect: { status } }])
    expect((await refusal(disable())).code).toBe(code)
    expect(await states()).toEqual(['failed'])
  })

  it.each(['200', '422'] as const)(
    'is settled when the account was already disabled at Telnyx, and a second disable answers %s',
    async variant => {
      console_.sandbox.setVariants({ secondDisable: variant })
      console_.sandbox.mutate(id, { status: 'disabled' })
      if (variant === '200') await expect(disable()).resolves.toEqual({ status: 'disabled' })
      else {
        expect((await refusal(disable())).message).toContain('already disabled')
        // The next sweep shows it; a refusal does not count as the status.
        expect((await mirrorOf(console_, id)).status).toBe('enabled')
      }
    },
  )
})

describe('disabling while Telnyx does not answer', () => {
  it.each([
    ['hang after', { hang: 'after' }, true],
    ['hang before', { hang: 'before' }, false],
    ['reset after', { reset: 'after' }, true],
    ['reset before', { reset: 'before' }, false],
    ['500 after', { status: 500, when: 'after' }, true],
    ['500 before', { status: 500, when: 'before' }, false],
    ['a cut body', { body: 'cut' }, true],
    ['HTML', { body: 'html' }, true],
  ] as const)('%s: the outcome is unknown, then settled by reading', async (_name, effect, happened) => {
    console_.sandbox.setFaults([{ path: disablePath(), effect }])
    expect(await send({}, { ...support, telnyx: impatientTelnyx(console_) })).toBeInstanceOf(Pending)
    await remoteCallsEnded()
    expect(await states()).toEqual(['unknown'])
    // Nothing is claimed before it is known.
    expect((await mirrorOf(console_, id)).status).toBe('enabled')
    await settleRounds(console_, 1)
    if (happened) {
      expect(await states()).toEqual(['succeeded'])
      expect(await mirrorOf(console_, id)).toMatchObject({
        status: 'disabled',
        statusSource: 'probe',
        disabledReason: 'unpaid',
        disabledBy: 'Test support',
        reviewOn: '2026-12-24',
      })
      expect(await outcomes()).toEqual(['unknown', 'succeeded'])
    } else {
      // One look-up proves nothing: a list may lag.
      expect(await states()).toEqual(['unknown'])
      await settleRounds(console_, 6)
      expect(await states()).toEqual(['failed'])
      expect((await mirrorOf(console_, id)).status).toBe('enabled')
      expect(await outcomes()).toEqual(['unknown', 'failed'])
    }
    expect(actions()).toHaveLength(1)
    expect(truth()?.status).toBe(happened ? 'disabled' : 'enabled')
  })

  it('is settled by a later look-up than the one before the list shows it', async () => {
    console_.sandbox.setVariants({ listLagMs: 0 })
    console_.sandbox.setFaults([{ path: disablePath(), effect: { reset: 'before' } }])
    await disable()
    await remoteCallsEnded()
    await settleRounds(console_, 2)
    console_.sandbox.mutate(id, { status: 'disabled' })
    await settleRounds(console_, 1)
    expect(await states()).toEqual(['succeeded'])
  })

  it('is not settled by a list that may show the status from before the last change', async () => {
    await disable()
    console_.clock.forward(60)
    await enable()
    console_.sandbox.setFaults([{ path: disablePath(), effect: { reset: 'before' } }])
    console_.clock.forward(5)
    await disable()
    // The list lags: it still shows the first disable.
    console_.sandbox.mutate(id, { status: 'disabled' })
    console_.clock.forward(3)
    await settleDue(console_.services)
    expect((await states()).at(-1)).toBe('unknown')
    console_.sandbox.mutate(id, { status: 'enabled' })
    await settleRounds(console_, 6)
    expect((await states()).at(-1)).toBe('failed')
    expect((await mirrorOf(console_, id)).status).toBe('enabled')
  })

  it('requires manual review when the list shows no status', async () => {
    console_.sandbox.setVariants({ statusFilterIgnored: true })
    console_.sandbox.setFaults([{ path: disablePath(), effect: { reset: 'after' } }])
    await disable()
    await remoteCallsEnded()
    await settleRounds(console_, 7)
    const [command] = await commandsOf(console_, id)
    expect(command).toMatchObject({ state: 'unknown', nextProbeAt: null })
    expect(command?.problem?.hint).toContain('portal')
  })

  it('requires manual review for an account without an e-mail, which no list can be asked for', async () => {
    await console_.services.db.update(accounts).set({ email: null }).where(eq(accounts.id, id))
    console_.sandbox.setFaults([{ path: disablePath(), effect: { reset: 'after' } }])
    await disable()
    await remoteCallsEnded()
    await settleRounds(console_, 7)
    expect(await commandsOf(console_, id)).toMatchObject([{ state: 'unknown', nextProbeAt: null }])
  })

  it('waits while Telnyx cannot be reached, without counting it as a look-up', async () => {
    console_.sandbox.setFaults([
      { path: disablePath(), effect: { reset: 'after' } },
      { path: '/managed_accounts', times: 'always', effect: { status: 403 } },
    ])
    await disable()
    await remoteCallsEnded()
    await settleRounds(console_, 8)
    expect(await commandsOf(console_, id)).toMatchObject([{ state: 'unknown', probes: 0 }])
    console_.sandbox.clearFaults()
    await settleRounds(console_, 1)
    expect(await states()).toEqual(['succeeded'])
  })

  it('sends once when clicked twice, and reports that a change is in progress', async () => {
    console_.sandbox.setFaults([{ path: disablePath(), effect: { latencyMs: 250 } }])
    const [first, second] = await Promise.allSettled([disable(), disable()])
    const rejected = [first, second].filter(one => one.status === 'rejected')
    expect(rejected).toHaveLength(1)
    expect(actions()).toHaveLength(1)
    expect(await states()).toEqual(['succeeded'])
  })

  it('is superseded by a newer command', async () => {
    console_.sandbox.setFaults([{ path: disablePath(), effect: { reset: 'before' } }])
    await disable()
    await remoteCallsEnded()
    console_.clock.forward(1)
    await expect(disable({ reason: 'fraud', note: '' })).resolves.toEqual({ status: 'disabled' })
    expect(await states()).toEqual(['superseded', 'succeeded'])
    await settleRounds(console_, 7)
    expect(await mirrorOf(console_, id)).toMatchObject({ status: 'disabled', disabledReason: 'fraud' })
    expect(actions()).toHaveLength(2)
  })
})

describe('enabling', () => {
  beforeEach(async () => {
    await disable()
    console_.clock.forward(60)
    console_.sandbox.clearCalls()
  })

  it('leaves connections off by default, clears the disable reason, and is recorded', async () => {
    await expect(enable()).resolves.toEqual({ status: 'enabled' })
    expect(truth()).toMatchObject({ status: 'enabled', connections_enabled: false })
    expect(await mirrorOf(console_, id)).toMatchObject({
      status: 'enabled',
      statusSource: 'command',
      disabledReason: null,
      disabledNote: null,
      disabledBy: null,
      disabledAt: null,
      reviewOn: null,
    })
    expect((await recordOf(console_, id, 'intent')).at(-1)).toMatchObject({
      action: 'account.enable',
      reason: 'Paid',
      detail: { reenableConnections: false },
    })
    expect((await recordOf(console_, id, 'outcome')).at(-1)).toMatchObject({
      outcome: 'succeeded',
      changes: { status: ['disabled', 'enabled'] },
    })
  })

  it('enables connections on request', async () => {
    await enable({ reenableConnections: true })
    expect(truth()).toMatchObject({ status: 'enabled', connections_enabled: true })
  })

  it('requires a reason', async () => {
    expect(await refusal(enable({ reason: ' ' }))).toMatchObject({ fields: { reason: expect.any(String) } })
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('is refused to finance', async () => {
    expect((await refusal(enable({}, await console_.as('finance')))).code).toBe('forbidden')
  })

  it('is not offered for an account that is enabled', async () => {
    await enable()
    expect((await refusal(enable())).code).toBe('conflict')
  })

  it('is settled by reading', async () => {
    console_.sandbox.setFaults([{ path: enablePath(), effect: { reset: 'after' } }])
    expect(await enable()).toBeNull()
    await remoteCallsEnded()
    await settleRounds(console_, 1)
    expect(await mirrorOf(console_, id)).toMatchObject({ status: 'enabled', statusSource: 'probe', disabledAt: null })
    expect(actions()).toHaveLength(1)
  })

  it('with connections shows the account as enabled and requires manual review; nothing is sent again', async () => {
    console_.sandbox.setFaults([{ path: enablePath(), effect: { reset: 'after' } }])
    await enable({ reenableConnections: true })
    await remoteCallsEnded()
    await settleRounds(console_, 7)
    expect(await mirrorOf(console_, id)).toMatchObject({ status: 'enabled' })
    expect((await commandsOf(console_, id)).at(-1)).toMatchObject({ state: 'unknown', nextProbeAt: null })
    expect(actions()).toHaveLength(1)
  })
})
