import { randomUUID } from 'node:crypto'
import { desc, gt } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { execute } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { auditEvents, guesses } from '../platform/db/schema'
import { type TestConsole, testConsole } from '../testing/context'
import { addOperator, enter, from, stranger } from '../testing/operators'
import { assertion, newPasskey, registration, type TestPasskey } from '../testing/passkey'
import { countPublic, type PublicLimit } from './guessing'
import { countReturn, signInByIdentity } from './identities'
import { addPasskey, startPasskey } from './own-factors'
import { askForPasskey } from './passkeys'
import { recordCounts } from './refusals'
import { type SignInFrom, signInByPasskey, signInByPassword } from './sign-in'

let console_: TestConsole
let last = 0

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())
beforeEach(async () => {
  const [row] = await console_.services.db
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .orderBy(desc(auditEvents.id))
    .limit(1)
  last = row?.id ?? 0
})

/** The entries of this test, each as what it says. */
async function recorded() {
  const rows = await console_.services.db
    .select({ action: auditEvents.action, target: auditEvents.targetId, detail: auditEvents.detail })
    .from(auditEvents)
    .where(gt(auditEvents.id, last))
    .orderBy(auditEvents.id)
  return rows
    .filter(row => row.action === 'session.sign_in_failed')
    .map(({ target, detail }) => ({ target, ...detail }))
}

const appUrl = 'http://localhost:3000'
const garbage = { id: 'made-up', rawId: 'made-up', type: 'public-key' }
const answerGarbage = (address: string, count = 1) =>
  Promise.all(
    Array.from({ length: count }, () =>
      signInByPasskey(stranger(console_), { ticket: 'made-up', credential: garbage }, from({ address })),
    ),
  )

const about = { issuer: 'https://login.example.com', groupClaim: 'groups', groupRoles: [], invitation: null }
const comeFromIssuer = (address: string) =>
  signInByIdentity(stranger(console_), { sub: randomUUID(), email: 'una@elsewhere.example' }, about, from({ address }))

const quarterIsOver = () => console_.clock.forward(15 * 60 + 1)

async function withPasskey() {
  const { id, email } = await addOperator(console_, 'support')
  const ctx: Ctx<OperatorActor> = await enter(console_, email)
  const passkey = newPasskey()
  const request = (await execute(startPasskey, ctx, {})) as Awaited<ReturnType<typeof askForPasskey>>
  const credential = registration(passkey, request, appUrl)
  await execute(addPasskey, ctx, { ticket: request.ticket, name: 'Key', credential })
  return { id, passkey }
}

async function signInWith(passkey: TestPasskey, counter: number, more: Partial<SignInFrom> = {}) {
  const request = await askForPasskey(console_.services, null)
  const credential = assertion(passkey, request, appUrl, counter)
  return signInByPasskey(stranger(console_), { ticket: request.ticket, credential }, from(more))
}

describe('a stranger cannot fill the audit', () => {
  it('with invalid passkey answers: the first is recorded, and their number after 15 minutes', async () => {
    const address = '198.51.100.1'
    const since = console_.clock.now.toISOString()
    const answers = await answerGarbage(address, 100)
    expect(answers.every(({ kind }) => kind === 'refused')).toBe(true)
    const first = { target: null, by: 'passkey', address }
    expect(await recorded()).toEqual([first])
    quarterIsOver()
    // Two processes at the same time.
    await Promise.all([recordCounts(console_.services), recordCounts(console_.services)])
    expect(await recorded()).toEqual([first, { ...first, tries: 100, since }])
  })

  it('with refused single sign-ons', async () => {
    const address = '198.51.100.2'
    for (let at = 0; at < 20; at++) expect((await comeFromIssuer(address)).kind).toBe('refused')
    expect(await recorded()).toMatchObject([{ by: 'single sign-on', why: 'an unknown person', address }])
    quarterIsOver()
    await recordCounts(console_.services)
    expect(await recorded()).toMatchObject([{}, { why: 'an unknown person', address, tries: 20 }])
  })

  it('with unknown names, also beyond the limit of guesses', async () => {
    const address = '198.51.100.3'
    const guess = () => ({ email: `${randomUUID()}@nobody.example`, password: 'not the right password' })
    await Promise.all(
      Array.from({ length: 60 }, () => signInByPassword(stranger(console_), guess(), from({ address }))),
    )
    quarterIsOver()
    await recordCounts(console_.services)
    expect(await recorded()).toMatchObject([
      { by: 'password', address },
      { by: 'password', address, tries: 60 },
    ])
  })

  it('one failure leaves one row, and the first after 15 minutes starts a new count', async () => {
    const address = '198.51.100.4'
    await answerGarbage(address)
    quarterIsOver()
    await answerGarbage(address, 2)
    quarterIsOver()
    await answerGarbage(address)
    expect((await recorded()).map(row => ('tries' in row ? row.tries : 'one'))).toEqual(['one', 'one', 2, 'one'])
  })

  it('addresses are counted separately, and those of one customer together', async () => {
    await answerGarbage('198.51.100.5')
    await answerGarbage('2001:db8:1:2::1')
    await answerGarbage('2001:db8:1:2:ffff::2')
    expect((await recorded()).map(row => ('address' in row ? row.address : null))).toEqual([
      '198.51.100.5',
      '2001:db8:1:2::1',
    ])
    quarterIsOver()
    await recordCounts(console_.services)
    expect((await recorded()).at(-1)).toMatchObject({ address: '2001:db8:1:2::/64', tries: 2 })
  })

  it('a sign-in a day later does not remove a count', async () => {
    const address = '198.51.100.6'
    await answerGarbage(address, 3)
    console_.clock.forward(2 * 86_400)
    const { email } = await addOperator(console_, 'support')
    await enter(console_, email)
    await recordCounts(console_.services)
    expect(await recorded()).toMatchObject([{ address }, { address, tries: 3 }])
  })
})

describe('a passkey', () => {
  it('works from an address whose attempts are used up', async () => {
    const { passkey } = await withPasskey()
    const address = '198.51.100.20'
    await answerGarbage(address, 60)
    expect((await signInWith(passkey, 1, { address })).kind).toBe('open')
  })

  it('can be requested however often strangers request it, without using up other limits', async () => {
    const address = '198.51.100.22'
    const ask = (limit: PublicLimit) => countPublic(stranger(console_), limit, address)
    for (let at = 0; at < 101; at++) await ask('question')
    expect(await ask('question')).toBeNull()
    // Still bounded, and for a minute at most.
    await Promise.all(Array.from({ length: 500 }, () => ask('question')))
    expect(await ask('link')).toBeNull()
    expect(await ask('question')).toBeLessThanOrEqual(60)
    console_.clock.forward(61)
    expect(await ask('question')).toBeNull()
  })

  it('is counted before it is checked when its id is tried with wrong answers, and its operator sees these in the audit', async () => {
    const { id, passkey } = await withPasskey()
    const forged = { ...newPasskey(), id: passkey.id }
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => signInWith(forged, at + 1)))
    expect(answers.filter(({ kind }) => kind === 'refused')).toHaveLength(10)
    expect(answers.filter(({ kind }) => kind === 'limited')).toHaveLength(20)
    const rows = await recorded()
    expect(rows.map(row => row.target)).toEqual(Array.from({ length: 11 }, () => id))
    quarterIsOver()
    expect((await signInWith(passkey, 1)).kind).toBe('open')
    // A correct answer resets the count.
    const refused = await Promise.all(Array.from({ length: 10 }, (_, at) => signInWith(forged, at + 50)))
    expect(refused.every(({ kind }) => kind === 'refused')).toBe(true)
  })

  it('that is unknown uses up no challenge', async () => {
    const before = await console_.services.db.$count(guesses)
    const { ticket } = await askForPasskey(console_.services, null)
    await signInByPasskey(stranger(console_), { ticket, credential: garbage }, from({ address: '198.51.100.21' }))
    // The count of the address, and nothing that a stranger could increase.
    expect(await console_.services.db.$count(guesses)).toBe(before + 1)
  })
})

describe('a return from the issuer', () => {
  it('is counted before the issuer is called, and not counted after a successful sign-in', async () => {
    const address = '198.51.100.30'
    const ctx = stranger(console_)
    const known = { sub: randomUUID(), groups: ['helpdesk'] }
    const mapped = { ...about, groupRoles: [{ role: 'support' as const, group: 'helpdesk' }] }
    for (let at = 0; at < 199; at++) expect(await countReturn(ctx, address)).toBeNull()
    for (let at = 0; at < 3; at++) {
      expect(await countReturn(ctx, address)).toBeNull()
      expect((await signInByIdentity(ctx, known, mapped, from({ address }))).kind).toBe('open')
    }
    expect(await countReturn(ctx, address)).toBeNull()
    expect(await countReturn(ctx, address)).toBeGreaterThan(0)
    expect(await countReturn(ctx, address)).toBeGreaterThan(0)
    expect(await countReturn(ctx, '198.51.100.31')).toBeNull()
    expect(await recorded()).toMatchObject([{ by: 'single sign-on', why: 'too many tries', address }])
  })
})
