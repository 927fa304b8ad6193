import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { execute, Pending } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, auditEvents, commands } from '@/server/platform/db/schema'
import {
  commandsOf,
  ended,
  freshTelnyx,
  impatientTelnyx,
  recordOf,
  refusal,
  settleRounds,
} from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { createAccount } from './commands/create'
import { listAccounts } from './queries'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let formId: string
let email: string
let name: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 10 } })
  manager = await console_.as('manager')
})
afterAll(async () => {
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
  await console_.close()
})

beforeEach(() => {
  console_.sandbox.clearFaults()
  console_.sandbox.setVariants({ duplicateEmail: '422-10012', emailFilterCaseSensitive: false })
  console_.clock.forward(600)
  console_.services.telnyx = freshTelnyx(console_)
  manager = { ...manager, telnyx: console_.services.telnyx }
  formId = randomUUID()
  email = `new-${formId.slice(0, 8)}@customer.example`
  name = `Nordlicht Telefonie ${formId.slice(0, 8)}`
  console_.sandbox.clearCalls()
})

const form = (more: Record<string, unknown> = {}) => ({
  id: formId,
  name,
  email,
  password: 'correct horse battery',
  rollupBilling: true,
  customPricing: false,
  acknowledged: [],
  ...more,
})
const send = (more?: Record<string, unknown>, ctx = manager) => execute(createAccount, ctx, form(more))
const create = (more?: Record<string, unknown>, ctx?: Ctx<OperatorActor>) => ended(console_, send(more, ctx))
const path = '/managed_accounts'
const posts = () => console_.sandbox.calls().filter(call => call.method === 'POST')
const made = () => console_.sandbox.accounts().filter(account => account.email.toLowerCase() === email)
const state = async () => (await commandsOf(console_, formId)).map(row => row.state)

describe('creating an account', () => {
  it('sends one create, adds the account to the mirror with an unknown status, and records it', async () => {
    const result = await create()
    const [account] = made()
    expect(result).toEqual({
      accountId: account?.id,
      name,
      email,
      hasPassword: true,
      rollupBilling: true,
      customPricing: false,
    })
    const [row] = await console_.services.db.select().from(accounts).where(eq(accounts.email, email))
    expect(row).toMatchObject({ id: account?.id, status: 'unknown', statusSource: 'command', rollupBilling: true })
    expect(await recordOf(console_, formId, 'intent')).toMatchObject([
      { action: 'account.create', targetLabel: name, actorRole: 'manager' },
    ])
    expect(await recordOf(console_, formId, 'outcome')).toMatchObject([
      { outcome: 'succeeded', changes: { account: [null, account?.id], email: [null, email] } },
    ])
  })

  it('stores the password nowhere', async () => {
    await create({ password: 'wonderful-secret-of-nobody' })
    const kept = JSON.stringify([
      await console_.services.db.select().from(commands),
      await console_.services.db.select().from(auditEvents),
      await console_.services.db.select().from(accounts),
      console_.logged,
    ])
    expect(kept).not.toContain('wonderful-secret-of-nobody')
    expect(posts()[0]?.body).toMatchObject({ password: 'wonderful-secret-of-nobody' })
  })

  it('sends no password when none was entered', async () => {
    await expect(create({ password: '' })).resolves.toMatchObject({ hasPassword: false })
    expect(posts()[0]?.body).not.toHaveProperty('password')
  })

  it('always sends an e-mail in lower case, generated from the operator’s address if left blank', async () => {
    await create({ email: ` ${email.toUpperCase()} ` })
    expect(posts()[0]?.body).toMatchObject({ email })
    formId = randomUUID()
    const result = await create({ email: '', name: `Käse & Söhne ${formId.slice(0, 4)}` })
    const [user, domain] = manager.actor.email.split('@')
    expect(result).toMatchObject({ email: `${user}+kase-sohne-${formId.slice(0, 4)}@${domain}` })
  })

  it.each(['support', 'finance'] as const)('is refused to %s, and nothing is sent to Telnyx', async role => {
    expect((await refusal(create({}, await console_.as(role)))).code).toBe('forbidden')
    expect(console_.sandbox.calls()).toEqual([])
  })

  it.each([
    ['name', { name: ' ' }],
    ['email', { email: 'nobody' }],
    ['password', { password: 'short' }],
    ['rollupBilling', { rollupBilling: undefined }],
    ['id', { id: 'x' }],
  ])('refuses a bad %s next to its field', async (field, bad) => {
    expect(await refusal(create(bad))).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } })
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('finds a taken e-mail before anything is sent, also of a cancelled account and in another case', async () => {
    const cancelled = console_.sandbox.addAccount({ email, status: 'cancelled' })
    console_.sandbox.setVariants({ emailFilterCaseSensitive: true, cancelledNeedsInclude: true })
    const problem = await refusal(create({ email: email.toUpperCase() }))
    expect(problem.fields?.email).toContain(email)
    expect(posts()).toEqual([])
    console_.sandbox.removeAccount(cancelled.id)
  })

  it.each(['10012', '10015'])('shows Telnyx’s error about the e-mail next to the field (code %s)', async code => {
    // The owner of the address is not under this manager, so no list could show it.
    const effect = { status: 422, code, pointer: '/email', detail: 'has already been taken' }
    console_.sandbox.setFaults([{ path, method: 'POST', effect }])
    expect(await refusal(create())).toMatchObject({ code: 'invalid', fields: { email: expect.any(String) } })
    expect(await state()).toEqual(['failed'])
    expect(made()).toEqual([])
  })

  it.each([401, 403, 429])('fails with certainty on %i, and the same form gets the same answer again', async status => {
    console_.sandbox.setFaults([{ path, method: 'POST', effect: { status } }])
    const problem = await refusal(create())
    expect(await refusal(create())).toEqual(problem)
    expect(posts()).toHaveLength(1)
    expect(await state()).toEqual(['failed'])
  })
})

describe('the same form sent again', () => {
  it('returns the first result, and only one account exists', async () => {
    const first = await create()
    await expect(create()).resolves.toEqual(first)
    expect(posts()).toHaveLength(1)
    expect(made()).toHaveLength(1)
  })

  it('creates once when sent twice at the same time', async () => {
    await Promise.all([send(), send()])
    await remoteCallsEnded()
    expect(posts()).toHaveLength(1)
    expect(made()).toHaveLength(1)
    expect(await state()).toEqual(['succeeded'])
  })

  it('is refused when its values differ', async () => {
    await create()
    expect(await refusal(create({ rollupBilling: false }))).toMatchObject({ code: 'conflict' })
    expect(posts()).toHaveLength(1)
  })

  it.each([
    ['hang after', { hang: 'after' }],
    ['reset after', { reset: 'after' }],
    ['500 after', { status: 500, when: 'after' }],
    ['a cut body', { body: 'cut' }],
  ] as const)('after %s adopts the one account that appeared, and never creates a second', async (_name, effect) => {
    console_.sandbox.setFaults([{ path, method: 'POST', effect }])
    const impatient = { ...manager, telnyx: impatientTelnyx(console_) }
    expect(await send({}, impatient)).toBeInstanceOf(Pending)
    await remoteCallsEnded()
    expect(await state()).toEqual(['unknown'])
    expect(await send({}, impatient)).toBeInstanceOf(Pending)
    const { openCreates } = await listAccounts(manager, loadAccountSearch({}))
    expect(openCreates).toMatchObject([{ name, email, command: { id: formId, needsPerson: false } }])
    await settleRounds(console_, 1)
    expect(await state()).toEqual(['succeeded'])
    await expect(create()).resolves.toMatchObject({ accountId: made()[0]?.id, email })
    expect(posts()).toHaveLength(1)
    expect(made()).toHaveLength(1)
    expect((await recordOf(console_, formId, 'outcome')).map(row => row.outcome)).toEqual(['unknown', 'succeeded'])
  })

  it.each([
    ['hang before', { hang: 'before' }],
    ['reset before', { reset: 'before' }],
    ['500 before', { status: 500, when: 'before' }],
  ] as const)('after %s finds nothing and asks a person; nothing is sent again', async (_name, effect) => {
    console_.sandbox.setFaults([{ path, method: 'POST', effect }])
    await send({}, { ...manager, telnyx: impatientTelnyx(console_) })
    await remoteCallsEnded()
    await settleRounds(console_, 3)
    expect(await commandsOf(console_, formId)).toMatchObject([{ state: 'unknown', probes: 3 }])
    await settleRounds(console_, 4)
    expect(await commandsOf(console_, formId)).toMatchObject([{ state: 'unknown', nextProbeAt: null }])
    await create()
    expect(posts()).toHaveLength(1)
    // The person's finding counts, and frees the address for a new form.
    await execute(settleCommand, manager, { commandId: formId, done: false, note: 'Not in the portal' })
    expect(await state()).toEqual(['failed'])
    formId = randomUUID()
    await expect(create()).resolves.toMatchObject({ email })
    expect(made()).toHaveLength(1)
  })
})

describe('a create with an unknown outcome', () => {
  beforeEach(async () => {
    console_.sandbox.setFaults([{ path, method: 'POST', effect: { reset: 'before' } }])
    await create()
  })

  it('prevents another form from creating the same e-mail', async () => {
    formId = randomUUID()
    const problem = await refusal(create())
    expect(problem).toMatchObject({ code: 'conflict', message: expect.stringContaining(email) })
    expect(posts()).toHaveLength(1)
  })

  it('does not adopt an account with the same e-mail that another create made', async () => {
    const first = formId
    console_.sandbox.setVariants({ duplicateEmail: 'allowed' })
    const other = console_.sandbox.addAccount({ email })
    await console_.services.db.insert(commands).values({
      id: randomUUID(),
      action: 'account.create',
      targetKind: 'account',
      targetId: randomUUID(),
      state: 'succeeded',
      input: {},
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      result: { accountId: other.id },
      sentAt: console_.services.now(),
    })
    await settleRounds(console_, 7)
    expect(await commandsOf(console_, first)).toMatchObject([{ state: 'unknown', nextProbeAt: null, result: null }])
  })

  it('leaves two new accounts with its e-mail for a person to decide', async () => {
    console_.sandbox.setVariants({ duplicateEmail: 'allowed' })
    console_.sandbox.addAccount({ email })
    console_.sandbox.addAccount({ email })
    await settleRounds(console_, 7)
    const [command] = await commandsOf(console_, formId)
    expect(command).toMatchObject({ state: 'unknown', nextProbeAt: null })
    expect(command?.problem?.message).toContain('2 accounts')
  })
})
