import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { execute } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import type { SandboxAccount } from '@/server/sandbox/server'
import { accountsInTurn, commandsOf, ended, mirrorOf, recordOf, refusal, settleRounds } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { setCustomPricing } from './commands/pricing'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let nextAccount: () => SandboxAccount
let id: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 40 } })
  manager = await console_.as('manager')
  nextAccount = await accountsInTurn(
    console_,
    one => one.status === 'enabled' && !one.managed_account_allow_custom_pricing,
  )
})
afterAll(async () => {
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
  await console_.close()
})

beforeEach(() => {
  id = nextAccount().id
  manager = { ...manager, telnyx: console_.services.telnyx }
})

const allow = (more: Record<string, unknown> = {}, ctx = manager) =>
  ended(console_, execute(setCustomPricing, ctx, { accountId: id, allow: true, reason: 'New contract', ...more }))
const path = () => `/managed_accounts/${id}`
const truth = () => console_.sandbox.account(id)?.managed_account_allow_custom_pricing
const patches = () => console_.sandbox.calls().filter(call => call.method === 'PATCH')
const states = async () => (await commandsOf(console_, id)).map(row => row.state)

describe('custom pricing', () => {
  it('is changed at Telnyx and in the mirror, and recorded', async () => {
    await expect(allow()).resolves.toEqual({ allow: true })
    expect(truth()).toBe(true)
    expect(await mirrorOf(console_, id)).toMatchObject({ customPricing: true, customPricingSetAt: manager.now() })
    expect(await recordOf(console_, id, 'intent')).toMatchObject([{ reason: 'New contract', detail: { allow: true } }])
    expect(await recordOf(console_, id, 'outcome')).toMatchObject([
      { outcome: 'succeeded', changes: { customPricing: [false, true] } },
    ])
  })

  it.each(['support', 'finance'] as const)('is refused to %s', async role => {
    expect((await refusal(allow({}, await console_.as(role)))).code).toBe('forbidden')
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('answers not_found for an unknown account, and refuses bad input', async () => {
    expect((await refusal(allow({ accountId: '00000000-0000-4000-8000-000000000000' }))).code).toBe('not_found')
    expect((await refusal(allow({ allow: 'yes' }))).fields).toHaveProperty('allow')
  })

  it('shows Telnyx’s error next to the field', async () => {
    const pointer = '/managed_account_allow_custom_pricing'
    console_.sandbox.setFaults([
      { path: path(), effect: { status: 422, code: '10015', pointer, detail: 'not allowed' } },
    ])
    expect(await refusal(allow())).toMatchObject({ code: 'invalid', fields: { allow: 'not allowed' } })
    expect(await mirrorOf(console_, id)).toMatchObject({ customPricing: false })
  })

  it('without an answer is settled as done by reading', async () => {
    console_.sandbox.setFaults([{ path: path(), method: 'PATCH', effect: { reset: 'after' } }])
    expect(await allow()).toBeNull()
    expect(await states()).toEqual(['unknown'])
    await settleRounds(console_, 1)
    expect(await states()).toEqual(['succeeded'])
    expect(await mirrorOf(console_, id)).toMatchObject({ customPricing: true })
    expect(patches()).toHaveLength(1)
  })

  it('without an answer is settled as not done only at the last look-up, because Telnyx shows it late', async () => {
    console_.sandbox.setFaults([{ path: path(), method: 'PATCH', effect: { status: 500 } }])
    await allow()
    await settleRounds(console_, 5)
    expect(await states()).toEqual(['unknown'])
    await settleRounds(console_, 1)
    expect(await states()).toEqual(['failed'])
    expect(await mirrorOf(console_, id)).toMatchObject({ customPricing: false })
    expect(patches()).toHaveLength(1)
  })

  it('without an answer is settled by a person when Telnyx does not report it', async () => {
    console_.sandbox.setFaults([{ path: path(), method: 'PATCH', effect: { reset: 'before' } }])
    await allow()
    console_.sandbox.mutate(id, { managed_account_allow_custom_pricing: undefined as never })
    const before = await mirrorOf(console_, id)
    await settleRounds(console_, 6)
    const [command] = await commandsOf(console_, id)
    expect(command).toMatchObject({ state: 'unknown', nextProbeAt: null })
    expect(await mirrorOf(console_, id)).toEqual(before)
    await execute(settleCommand, manager, { commandId: command?.id, done: true, note: 'Looked in the portal' })
    expect(await mirrorOf(console_, id)).toMatchObject({ customPricing: true, customPricingSetAt: manager.now() })
    expect((await recordOf(console_, id, 'outcome')).at(-1)).toMatchObject({
      outcome: 'succeeded',
      changes: { customPricing: [false, true] },
    })
  })

  it('without an answer ends as not done when the account is gone from Telnyx', async () => {
    console_.sandbox.setFaults([{ path: path(), method: 'PATCH', effect: { reset: 'before' } }])
    await allow()
    console_.sandbox.removeAccount(id)
    await settleRounds(console_, 6)
    expect(await states()).toEqual(['failed'])
  })
})
