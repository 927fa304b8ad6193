import { eq } from 'drizzle-orm'
import { generateSecret } from 'otplib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { operators } from '../platform/db/schema'
import { createVault } from '../platform/vault'
import { type TestConsole, testConsole } from '../testing/context'
import { addOperator, codeOf, enterByCode, from, rightPassword, stranger } from '../testing/operators'
import { totpPurpose } from './factors'
import { resealSecrets } from './reseal'
import { signInByPassword } from './sign-in'

const [former, present] = ['the secret of last year', 'the secret of this year']

let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

/** An operator with an authenticator app that was added under `former`. */
async function addWithApp() {
  const secret = generateSecret()
  const operator = await addOperator(console_, 'manager', { totpConfirmedAt: console_.clock.now })
  await keep(operator.id, createVault(former).seal(totpPurpose(operator.id), secret))
  return { ...operator, secret }
}

const keep = (id: string, totpSecret: string) =>
  console_.services.db.update(operators).set({ totpSecret }).where(eq(operators.id, id))

async function entersByApp({ email, secret }: { email: string; secret: string }): Promise<boolean> {
  const first = await signInByPassword(stranger(console_), { email, password: rightPassword }, from())
  return (await enterByCode(console_, first, codeOf(console_, secret))).kind === 'open'
}

/** A start with these secrets; returns what it reports as unreadable. */
async function start(...secrets: [secret: string, former?: string]): Promise<unknown[]> {
  console_.services.vault = createVault(...secrets)
  console_.logged.length = 0
  await resealSecrets(console_.services)
  return console_.logged.map(line => JSON.parse(line).operators)
}

it('authenticator apps keep working when AUTH_SECRET is changed as documented, also without the former one later', async () => {
  const app = await addWithApp()
  const older = await addWithApp()
  await keep(older.id, createVault(former).seal(totpPurpose(older.id), older.secret).split('.')[1] ?? '')
  expect(await start(present, former)).toEqual([])
  expect(await start(present)).toEqual([])
  for (const one of [app, older]) expect(await entersByApp(one)).toBe(true)
})

it('a start without the former secret reports how many apps cannot be read, and leaves them for a later start', async () => {
  const app = await addWithApp()
  expect(await start(present)).toEqual([1])
  expect(console_.logged.join('')).toContain('AUTH_SECRET_PREVIOUS')
  expect(await entersByApp(app)).toBe(false)
  expect(await start(present, former)).toEqual([])
  console_.clock.forward(60)
  expect(await entersByApp(app)).toBe(true)
})
