import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compareNames, nameKey } from '@/lib/account-duplicates'
import { execute } from '../commands/define'
import { remoteCallsEnded } from '../commands/remote'
import type { Ctx, OperatorActor } from '../context'
import { findSimilarNames } from '../mirror/search/similar-names'
import { accounts } from '../platform/db/schema'
import { ended, freshTelnyx, refusal } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { createAccount } from './commands/create'
import { findDuplicates } from './duplicates'
import { nearAccounts } from './near'

let console_: TestConsole
let manager: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 2 } })
  manager = await console_.as('manager')
})
afterAll(async () => {
  await remoteCallsEnded()
  await console_.close()
})
beforeEach(async () => {
  console_.sandbox.clearFaults()
  console_.sandbox.clearCalls()
  console_.services.telnyx = freshTelnyx(console_)
  manager = { ...manager, telnyx: console_.services.telnyx }
  await console_.services.db.delete(accounts)
})

/** In the mirror, as a sweep would have left it. */
async function known(organizationName: string, more: Partial<typeof accounts.$inferInsert> = {}): Promise<string> {
  const now = console_.services.now()
  const id = randomUUID()
  const seen = { statusSource: 'sweep' as const, statusObservedAt: now, firstSeenAt: now, observedAt: now }
  const email = `${id}@customer.example`
  await console_.services.db
    .insert(accounts)
    .values({ id, organizationName, email, status: 'enabled', ...seen, ...more })
  return id
}

const find = async (name: string, email = '') => {
  const found = await findDuplicates(manager, { name, email, id: null })
  return found.accounts.map(one => [one.account.id, one.match])
}
const form = (name: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  name,
  email: `${randomUUID()}@customer.example`,
  password: '',
  rollupBilling: true,
  customPricing: false,
  acknowledged: [],
  ...more,
})
const create = (input: Record<string, unknown>) => ended(console_, execute(createAccount, manager, input))
const posts = () => console_.sandbox.calls().filter(call => call.method === 'POST')

describe('a search that found nothing', () => {
  const near = async (q: string) => (await nearAccounts(manager, q)).map(account => account.id)

  it('offers names with a typing error in a word', async () => {
    const wien = await known('Müller Fördertechnik Wien UG', { status: 'disabled' })
    const zurich = await known('Müller Zahnärzte Zürich')
    await known('Muster Zahnärzte Wien')
    expect((await near('Muler')).sort()).toEqual([wien, zurich].sort())
    expect(await near('Müllr wien')).toEqual([wien])
    expect(await near('müler zahn')).toEqual([zurich])
  })

  it('offers nothing for a different word or a short text, and no account gone from Telnyx', async () => {
    await known('Müller Fördertechnik', { missingSince: new Date() })
    await known('Miele Kassel')
    expect(await near('Muler')).toEqual([])
    expect(await near('Mie')).toEqual([])
    expect(await near('"%_ ()')).toEqual([])
  })
})

describe('who may be the same customer', () => {
  it('are sorted: same e-mail, same name, similar name, then names that contain the text', async () => {
    const similar = await known('Nordlicht Telefonei')
    const related = await known('Nordlicht Telefonie Hamburg')
    const same = await known('NORDLICHT Telefonie GmbH', { status: 'cancelled' })
    const email = await known('Somebody else', { email: 'Buero@Nordlicht.example' })
    await known('Südlicht Telefonie')
    expect(await find('Nordlicht Telefonie', 'buero@nordlicht.example')).toEqual([
      [email, 'email'],
      [same, 'same'],
      [similar, 'similar'],
      [related, 'related'],
    ])
  })

  it('leave out accounts gone from Telnyx, and are empty while too little is typed', async () => {
    await known('Nordlicht Telefonie', { missingSince: new Date() })
    await known('AB')
    expect(await find('Nordlicht Telefonie')).toEqual([])
    expect(await find('A')).toEqual([])
    expect(await find('')).toEqual([])
  })

  it('are found by the current name of an account', async () => {
    const id = await known('Nordlicht Telefonie')
    expect(await find('Nordlicht Telefonie')).toHaveLength(1)
    await console_.services.db.update(accounts).set({ organizationName: 'Another Name' })
    expect(await find('Nordlicht Telefonie')).toEqual([])
    expect(await find('another name')).toEqual([[id, 'same']])
  })

  it('are found by initials, with and without dots', async () => {
    const dotted = await known('I.B.M. GmbH')
    const plain = await known('ACDC Ltd')
    expect(await find('IBM')).toEqual([[dotted, 'same']])
    expect(await find('A.C.D.C.')).toEqual([[plain, 'same']])
  })

  it('are not found by words of their id, address or notes', async () => {
    await known('I.B.M. GmbH', { id: 'a0c0ffee-c111-4ced-d045-c06281a39849', email: 'acdc@customer.example' })
    expect(await find('A.C.D.C.')).toEqual([])
    expect(await find('customer')).toEqual([])
  })

  it('are limited to twenty, with the number of further ones', async () => {
    for (let n = 0; n < 25; n += 1) await known('Nordlicht Telefonie')
    const found = await findDuplicates(manager, { name: 'Nordlicht Telefonie', email: '', id: null })
    expect([found.accounts.length, found.more]).toEqual([20, 5])
  })

  it('are exactly those that comparing all names finds', async () => {
    const bases = [
      'Nordlicht Telefonie',
      'Acme',
      'Acme Voice GmbH',
      'Müller & Söhne',
      'Baltic Branch 12',
      'Voicelink',
      'Kraków Łączność',
    ]
    const letters = 'abcdeilnorst '
    const slip = (name: string, n: number, kinds = 7) => {
      const at = (n * 7) % name.length
      const letter = letters[n % letters.length] ?? 'x'
      const next = `${name[at + 1] ?? ''}${name[at] ?? ''}`
      return [
        name.slice(0, at) + letter + name.slice(at),
        name.slice(0, at) + name.slice(at + 1),
        name.slice(0, at) + letter + name.slice(at + 1),
        name.slice(0, at) + next + name.slice(at + 2),
        `${name} Ltd`,
        name.split(' ').reverse().join(' '),
        // Separately: three words without spaces and with two typing errors are too different to be found.
        name.replaceAll(' ', ''),
      ][n % kinds]
    }
    const names = bases.flatMap(name =>
      Array.from(
        { length: 42 },
        (_, n) => (n % 2 === 0 ? slip(name, n) : slip(slip(name, n, 6) ?? name, n + 3, 6)) ?? name,
      ),
    )
    for (const name of names) await known(name)
    const rows = await console_.services.db.select({ id: accounts.id, name: accounts.organizationName }).from(accounts)
    for (const asked of [...bases, ...names.filter((_, n) => n % 11 === 0)]) {
      const key = nameKey(asked)
      const wanted = rows.flatMap(({ id, name }) => {
        const match = compareNames(nameKey(name ?? ''), key)
        return match ? [{ id, match }] : []
      })
      const found = await findSimilarNames(console_.services.db, asked, '')
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      expect(found.sort(byId), asked).toEqual(wanted.sort(byId))
    }
  })
})

describe('a new account with a known name', () => {
  it.each([
    ['the same', 'nordlicht  telefonie'],
    ['a similar', 'Nordlich Telefonie'],
  ])('%s: requires a confirmation, and is created after it', async (_word, name) => {
    const id = await known('Nordlicht Telefonie GmbH')
    const input = form(name)
    expect(await refusal(create(input))).toMatchObject({
      code: 'invalid',
      fields: { acknowledged: expect.any(String) },
    })
    expect(console_.sandbox.calls()).toEqual([])
    expect(await refusal(create({ ...input, acknowledged: [randomUUID()] }))).toMatchObject({ code: 'invalid' })
    expect(await create({ ...input, acknowledged: [id] })).toMatchObject({ name })
    expect(posts()).toHaveLength(1)
  })

  it('needs no confirmation when the name only contains the other one', async () => {
    await known('Nordlicht Telefonie Hamburg')
    expect(await create(form('Nordlicht Telefonie'))).toMatchObject({ name: 'Nordlicht Telefonie' })
  })

  it('requires a confirmation for an account that is being created', async () => {
    console_.sandbox.setFaults([{ path: '/managed_accounts', method: 'POST', effect: { reset: 'before' } }])
    const first = form('Ostlicht Telefonie')
    await create(first)
    const second = form('Ostlicht Telefonie AG')
    const found = await findDuplicates(manager, { name: second.name, email: '', id: second.id })
    expect(found.creates).toMatchObject([{ match: 'same', create: { command: { id: first.id }, email: first.email } }])
    expect(await refusal(create(second))).toMatchObject({ fields: { acknowledged: expect.any(String) } })
    expect(await create({ ...second, acknowledged: [first.id] })).toMatchObject({ name: second.name })
    // A form's own sending is no duplicate of it.
    expect((await findDuplicates(manager, { name: first.name, email: '', id: first.id })).creates).toEqual([])
  })

  it('with a taken e-mail is refused despite any confirmation', async () => {
    const id = await known('Bergmann Bau')
    const input = form('Bergmann Bau', { email: `${id}@customer.example`, acknowledged: [id] })
    expect(await refusal(create(input))).toMatchObject({ fields: { email: expect.stringContaining(id) } })
    expect(posts()).toEqual([])
  })
})
