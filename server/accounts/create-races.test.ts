import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { execute, Pending } from '../commands/define'
import { remoteCallsEnded } from '../commands/remote'
import { recoverInterrupted } from '../commands/settle'
import { settleCommand } from '../commands/settle-by-person'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../platform/db/schema'
import { type Failpoint, onFailpoint } from '../platform/failpoint'
import { commandsOf, ended, freshTelnyx, impatientTelnyx, recordOf, refusal, settleRounds } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { createAccount } from './commands/create'

// Rare races, forced: something happens while a create is held at one of its failpoints.

let console_: TestConsole
let manager: Ctx<OperatorActor>
let email: string
let name: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 3 } })
  manager = await console_.as('manager')
})
afterAll(async () => {
  await remoteCallsEnded()
  await console_.close()
})

beforeEach(() => {
  console_.sandbox.clearFaults()
  console_.sandbox.setVariants({ duplicateEmail: 'allowed' })
  console_.clock.forward(600)
  console_.services.telnyx = freshTelnyx(console_)
  manager = { ...manager, telnyx: console_.services.telnyx }
  const own = randomUUID().slice(0, 8)
  email = `race-${own}@customer.example`
  name = `Customer ${own}`
  console_.sandbox.clearCalls()
})
afterEach(() => {
  onFailpoint(null)
  vi.useRealTimers()
})

const send = (id: string, ctx = manager) =>
  execute(createAccount, ctx, {
    id,
    name,
    email,
    password: '',
    rollupBilling: true,
    customPricing: false,
    acknowledged: [],
  })
const create = (id: string) => ended(console_, send(id))
const posts = () => console_.sandbox.calls().filter(call => call.method === 'POST')
const made = () => console_.sandbox.accounts().filter(account => account.email === email)
const path = '/managed_accounts'

/** At the first pass of the failpoint, this happens there first. */
function at(point: Failpoint, happens: () => Promise<unknown>): void {
  onFailpoint(async name => {
    if (name !== point) return
    onFailpoint(null)
    await happens()
  })
}

describe('[5.1] create: two at the same moment', () => {
  it('a form that was checked before another one created the same e-mail sends nothing', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    at('create.after_check', () => create(first))
    expect(await refusal(create(second))).toMatchObject({ fields: { email: expect.stringContaining(email) } })
    expect(posts()).toHaveLength(1)
    expect(await commandsOf(console_, second)).toEqual([])
  })

  it('a form that was checked before another one with an unknown outcome was sent sends nothing', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    console_.sandbox.setFaults([{ path, method: 'POST', effect: { status: 503, when: 'after' } }])
    at('create.after_check', () => create(first))
    expect(await refusal(create(second))).toMatchObject({ code: 'conflict', fields: { email: expect.any(String) } })
    expect(made()).toHaveLength(1)
  })

  it.each(['create.before_check', 'create.after_check', 'command.before_intent'] as const)(
    'a second click, held at %s while the first one creates, gets the result of the first',
    async point => {
      const form = randomUUID()
      let first: unknown
      at(point, async () => {
        first = await create(form)
      })
      const second = await create(form)
      expect(second).toEqual(first)
      expect(second).toMatchObject({ accountId: made()[0]?.id })
      expect(posts()).toHaveLength(1)
    },
  )

  it('a second click after the first one was sent does not report the account of the first as a duplicate', async () => {
    const form = randomUUID()
    // It was not sent yet when this click checked, and exists when this click asks Telnyx.
    console_.sandbox.setFaults([{ path, method: 'GET', effect: { latencyMs: 300 } }])
    const slow = send(form)
    await vi.waitFor(() => expect(console_.sandbox.calls()).toHaveLength(1), 10_000)
    const fast = await create(form)
    expect(await ended(console_, slow)).toEqual(fast)
    expect(posts()).toHaveLength(1)
  })
})

describe('[5.1] create: a process that was frozen', () => {
  it('sends nothing when it continues, because another process may have settled its command', async () => {
    const form = randomUUID()
    at('command.before_send', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 })
      console_.clock.forward(600)
      await recoverInterrupted(console_.services)
      await settleRounds(console_, 7)
      expect(await commandsOf(console_, form)).toMatchObject([{ state: 'unknown', nextProbeAt: null }])
      await execute(settleCommand, manager, { commandId: form, done: false, note: 'Not in the portal' })
    })
    await create(form).catch(() => {})
    expect(posts()).toEqual([])
    expect(await commandsOf(console_, form)).toMatchObject([{ state: 'failed' }])
  })

  it('finds its account adopted when its answer arrives late', async () => {
    const form = randomUUID()
    at('command.after_answer', async () => {
      console_.clock.forward(600)
      await recoverInterrupted(console_.services)
      await settleRounds(console_, 1)
    })
    expect(await create(form)).toMatchObject({ accountId: made()[0]?.id })
    expect(await commandsOf(console_, form)).toMatchObject([{ state: 'succeeded' }])
    expect(made()).toHaveLength(1)
  })

  it('is not declared dead while its answer is being written', async () => {
    const form = randomUUID()
    let answered = () => {}
    const mayAnswer = new Promise<void>(resolve => {
      answered = resolve
    })
    onFailpoint(async name => {
      if (name === 'command.after_answer') await mayAnswer
      if (name === 'settle.before_recovery') {
        answered()
        await remoteCallsEnded()
      }
    })
    const work = send(form)
    await vi.waitFor(async () => expect(made()).toHaveLength(1), 10_000)
    console_.clock.forward(600)
    await recoverInterrupted(console_.services)
    await work
    expect(await commandsOf(console_, form)).toMatchObject([{ state: 'succeeded' }])
    expect((await recordOf(console_, form, 'outcome')).map(row => row.outcome)).toEqual(['succeeded'])
  })
})

describe('[5.1] create: what is found afterwards', () => {
  const lost = async () => {
    const form = randomUUID()
    console_.sandbox.setFaults([{ path, method: 'POST', effect: { reset: 'before' } }])
    expect(await send(form, { ...manager, telnyx: impatientTelnyx(console_) })).toBeInstanceOf(Pending)
    await remoteCallsEnded()
    return form
  }

  it('an account that Telnyx creates late is still adopted, without asking a person', async () => {
    const form = await lost()
    await settleRounds(console_, 4)
    const late = console_.sandbox.addAccount({ email, organization_name: name })
    await settleRounds(console_, 1)
    expect(await commandsOf(console_, form)).toMatchObject([{ state: 'succeeded', result: { accountId: late.id } }])
  })

  it('an account with the e-mail and another name was created elsewhere, so a person decides', async () => {
    const form = await lost()
    console_.sandbox.addAccount({ email, organization_name: 'Somebody Else' })
    await settleRounds(console_, 7)
    const [row] = await commandsOf(console_, form)
    expect(row).toMatchObject({ state: 'unknown', nextProbeAt: null, result: null })
    expect(row?.problem?.message).toContain('another name')
  })

  it('an account that Telnyx has lost frees its e-mail, and is never adopted as the new one', async () => {
    const gone = console_.sandbox.addAccount({ email, organization_name: name })
    const now = console_.services.now()
    const facts = { email, organizationName: name, firstSeenAt: now, observedAt: now, statusObservedAt: now }
    await console_.services.db
      .insert(accounts)
      .values({ id: gone.id, ...facts, status: 'enabled', statusSource: 'sweep', missingSince: now })
    console_.sandbox.removeAccount(gone.id)
    const form = await lost()
    expect((await commandsOf(console_, form))[0]?.input).toMatchObject({ before: [gone.id] })
    // Telnyx finds it again: still not what this form created.
    console_.sandbox.addAccount(gone)
    await settleRounds(console_, 7)
    expect(await commandsOf(console_, form)).toMatchObject([{ state: 'unknown', nextProbeAt: null, result: null }])
    await console_.services.db.delete(accounts).where(eq(accounts.id, gone.id))
  })
})
