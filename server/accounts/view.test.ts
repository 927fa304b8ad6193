import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountTimeline } from '@/server/audit/list'
import { execute } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, syncRuns } from '@/server/platform/db/schema'
import type { SandboxAccount } from '@/server/sandbox/server'
import { accountsInTurn, commandsOf, ended, mirrorOf, recordOf, refusal, settleRounds } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { sweep } from '../mirror/sweep'
import { markConnections } from './commands/mark-connections'
import { addAccountNote } from './commands/notes'
import { disableAccount, enableAccount } from './commands/status'
import { openAccount, viewAccount } from './view'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let nextAccount: () => SandboxAccount
let id: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 40 } })
  manager = await console_.as('manager')
  nextAccount = await accountsInTurn(console_, one => one.status === 'enabled' && !one.rollup_billing)
})
afterAll(async () => {
  await remoteCallsEnded()
  await console_.close()
})

beforeEach(() => {
  console_.sandbox.setVariants({ statusFilterIgnored: false })
  id = nextAccount().id
  manager = { ...manager, telnyx: console_.services.telnyx }
})

const disable = (ticket = '') =>
  ended(
    console_,
    execute(disableAccount, manager, {
      accountId: id,
      reason: 'fraud',
      note: '',
      ticket,
      reviewOn: '',
      emergencyConfirmed: true,
    }),
  )

describe('opening an account', () => {
  it('requests its balance from Telnyx, at most once within a few seconds', async () => {
    expect((await viewAccount(manager, id)).account.availableCredit).toBeNull()
    await openAccount(manager, id)
    // On a slow machine the figure may come after the answer, which does not wait for it.
    const account = await vi.waitFor(async () => {
      const view = await viewAccount(manager, id)
      expect(view.account.balanceObservedAt).not.toBeNull()
      return view.account
    }, 20_000)
    const { balance } = console_.sandbox.account(id) ?? {}
    expect(account).toMatchObject({ currency: balance?.currency, balanceObservedAt: manager.now().toISOString() })
    expect(Number(account.balance)).toBe(Number(balance?.balance))
    await openAccount(manager, id)
    expect(console_.sandbox.calls()).toHaveLength(1)
  })

  it('shows no amounts to support', async () => {
    await console_.services.db
      .update(accounts)
      .set({ availableCredit: '7.50', currency: 'USD' })
      .where(eq(accounts.id, id))
    expect((await viewAccount(manager, id)).account.availableCredit).toBe('7.50')
    const { account } = await viewAccount(await console_.as('support'), id)
    expect(account).toMatchObject({
      balance: null,
      creditLimit: null,
      availableCredit: null,
      currency: null,
      balanceObservedAt: null,
    })
  })

  it('does not wait for a silent Telnyx', async () => {
    console_.sandbox.setFaults([{ path: `/managed_accounts/${id}`, times: 'always', effect: { latencyMs: 8_000 } }])
    const before = performance.now()
    const { account } = await openAccount(manager, id)
    expect(performance.now() - before).toBeLessThan(6_000)
    expect(account).toMatchObject({ id, availableCredit: null })
  })

  it('shows the last known facts when Telnyx refuses', async () => {
    console_.sandbox.setFaults([{ path: `/managed_accounts/${id}`, times: 'always', effect: { status: 403 } }])
    expect((await openAccount(manager, id)).account.id).toBe(id)
  })

  it('answers not_found for an unknown account', async () => {
    expect((await refusal(openAccount(manager, '00000000-0000-4000-8000-000000000000'))).code).toBe('not_found')
  })
})

describe('notes', () => {
  const add = (text: string, ctx = manager) => execute(addAccountNote, ctx, { accountId: id, text })

  it('are listed newest first with their author, and each is recorded', async () => {
    await add('First')
    console_.clock.forward(60)
    await add('  Second  ', await console_.as('finance'))
    expect((await viewAccount(manager, id)).notes).toMatchObject([
      { text: 'Second', operatorName: 'Test finance', createdAt: manager.now().toISOString() },
      { text: 'First', operatorName: 'Test manager' },
    ])
    expect(await recordOf(console_, id, 'event')).toMatchObject([
      { action: 'account.note', detail: { note: 'First' }, outcome: 'succeeded' },
      { action: 'account.note', detail: { note: 'Second' }, actorRole: 'finance' },
    ])
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('require a text and a known account', async () => {
    expect((await refusal(add('   '))).fields).toHaveProperty('text')
    expect((await refusal(add('x'.repeat(1_001)))).fields).toHaveProperty('text')
    const nobody = execute(addAccountNote, manager, { accountId: '00000000-0000-4000-8000-000000000000', text: 'Hm' })
    expect((await refusal(nobody)).code).toBe('not_found')
  })
})

describe('an open command', () => {
  it('is on the account page and in its timeline until a person saves a resolution', async () => {
    console_.sandbox.setVariants({ statusFilterIgnored: true })
    console_.sandbox.setFaults([{ path: `/managed_accounts/${id}/actions/disable`, effect: { reset: 'after' } }])
    await disable()
    expect((await viewAccount(manager, id)).commands).toMatchObject([{ state: 'unknown', needsPerson: false }])
    const [command] = await commandsOf(console_, id)
    const say = (ctx: Ctx<OperatorActor>) =>
      execute(settleCommand, ctx, { commandId: command?.id ?? '', done: true, note: 'Seen in the portal' })
    // The console is still looking it up: no person may decide yet.
    expect((await refusal(say(manager))).code).toBe('conflict')
    await settleRounds(console_, 7)
    expect((await viewAccount(manager, id)).commands).toMatchObject([{ state: 'unknown', needsPerson: true }])
    expect((await refusal(say(await console_.as('finance')))).code).toBe('forbidden')
    expect((await accountTimeline(manager, id))[0]).toMatchObject({ outcome: 'unknown', settled: null })
    await say(await console_.as('owner'))
    expect((await viewAccount(manager, id)).commands).toEqual([])
    expect(await mirrorOf(console_, id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'fraud',
      disabledBy: 'Test manager',
    })
    expect((await recordOf(console_, id, 'outcome')).at(-1)).toMatchObject({
      outcome: 'succeeded',
      reason: 'Seen in the portal',
      changes: { status: ['enabled', 'disabled'] },
    })
    const [entry] = await accountTimeline(manager, id)
    expect(entry).toMatchObject({
      action: 'account.disable',
      outcome: 'succeeded',
      changes: { status: ['enabled', 'disabled'] },
      actorName: 'Test manager',
      settled: { by: 'Test owner', note: 'Seen in the portal' },
    })
    expect((await refusal(say(manager))).code).toBe('conflict')
  })
})

describe('the origin of a status', () => {
  const sweepLater = async (): Promise<Date> => {
    console_.clock.forward(600)
    await sweep(console_.services, 'interval')
    return console_.services.now()
  }
  const facts = async () => {
    const { disabledOutside, connections } = await viewAccount(manager, id)
    return { disabledOutside, connections }
  }
  const enable = (reenableConnections: boolean) => {
    console_.clock.forward(60)
    return ended(console_, execute(enableAccount, manager, { accountId: id, reason: 'Paid', reenableConnections }))
  }

  it('tells that the account was disabled outside, when that was first seen and by which sync', async () => {
    console_.sandbox.mutate(id, { status: 'disabled' })
    const seenAt = (await sweepLater()).toISOString()
    const outside = { seenAt, trigger: 'interval' }
    expect(await facts()).toEqual({ disabledOutside: outside, connections: null })
    // Later syncs that see the same, and news of other kinds, do not change its time.
    console_.sandbox.mutate(id, { organization_name: 'Renamed meanwhile' })
    await sweepLater()
    await sweepLater()
    expect((await facts()).disabledOutside).toEqual(outside)
    await console_.services.db.delete(syncRuns)
    expect((await facts()).disabledOutside).toEqual({ seenAt, trigger: null })
  })

  it('gives no time for a disable that is older than the console’s first sync', async () => {
    const before = console_.sandbox.accounts().find(one => one.status === 'disabled')
    id = before?.id ?? ''
    expect((await facts()).disabledOutside).toEqual({ seenAt: null, trigger: null })
  })

  it('names the console’s own disable, and no connections that were never changed here', async () => {
    expect(await facts()).toEqual({ disabledOutside: null, connections: null })
    await disable()
    expect(await facts()).toEqual({ disabledOutside: null, connections: null })
  })

  it('names the ticket of the latest disable, and none once the account is enabled', async () => {
    const ticket = async () => (await viewAccount(manager, id)).disableTicket
    await disable('ZD-1')
    expect(await ticket()).toBe('ZD-1')
    await enable(false)
    expect(await ticket()).toBeNull()
    console_.clock.forward(60)
    await disable()
    expect(await ticket(), 'not that of an earlier one').toBeNull()
  })

  it('reports connections as off after an enable without them, until a person marks them as enabled', async () => {
    await disable()
    await enable(false)
    const enabledAt = console_.services.now().toISOString()
    console_.clock.forward(3_600)
    await sweepLater()
    const { connections } = await facts()
    expect(connections).toEqual({
      state: 'off',
      commandId: expect.any(String),
      by: 'Test manager',
      at: enabledAt,
    })
    const commandId = connections?.state === 'off' ? connections.commandId : ''
    const mark = (ctx = manager) => execute(markConnections, ctx, { accountId: id, commandId })
    expect((await refusal(mark(await console_.as('finance')))).code).toBe('forbidden')
    await mark(await console_.as('support'))
    expect((await facts()).connections).toEqual({
      state: 'marked',
      by: 'Test support',
      at: console_.services.now().toISOString(),
    })
    expect((await recordOf(console_, id, 'event')).at(-1)).toMatchObject({
      action: 'account.connections_marked',
      actorName: 'Test support',
    })
    expect((await refusal(mark())).code).toBe('conflict')
  })

  it('reports that connections were requested, and that they are unknown after an enable outside', async () => {
    await disable()
    await enable(true)
    expect((await facts()).connections).toMatchObject({ state: 'requested', by: 'Test manager' })
    console_.sandbox.mutate(id, { status: 'disabled' })
    await sweepLater()
    console_.sandbox.mutate(id, { status: 'enabled' })
    await sweepLater()
    const at = (await sweepLater()).toISOString()
    const { connections } = await facts()
    expect(connections?.state).toBe('unknown')
    expect(connections?.at.localeCompare(at)).toBe(-1)
  })
})
