import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSignInProblem } from '@/lib/sign-in-problem'
import { signInByIdentity } from '../operators/identities'
import { askForPasskey } from '../operators/passkeys'
import { type SignIn, signInByPasskey, signInByPassword } from '../operators/sign-in'
import { withRequest } from '../platform/http/context'
import { type TestConsole, testConsole } from '../testing/context'
import { addOperator, from, rightPassword, stranger } from '../testing/operators'
import { closeSignInAnswer, failedSignInAnswer, trySignIn } from './sign-in-answer'

const appUrl = 'http://localhost:3000'
const victim = 'victim@reseller.example'
const reference = randomUUID()
let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

const asRequest = <T>(work: () => T) =>
  withRequest({ requestId: reference, address: '192.0.2.1', operatorId: null }, work)

describe('with the database down', () => {
  let down: TestConsole
  beforeAll(async () => {
    down = await testConsole({ sandbox: { accounts: 0 } })
    await down.database.close()
  })
  afterAll(() => down.sandbox.close())

  const about = { issuer: 'https://login.example.com', groupClaim: 'groups', groupRoles: [], invitation: null }
  const ways: Record<string, () => Promise<SignIn>> = {
    'a password': () => signInByPassword(stranger(down), { email: victim, password: rightPassword }, from()),
    'a passkey': async () => {
      const { ticket } = await askForPasskey(down.services, null)
      const credential = { id: 'one', rawId: 'one', type: 'public-key' }
      return signInByPasskey(stranger(down), { ticket, credential }, from())
    },
    'a single sign-on': () => signInByIdentity(stranger(down), { sub: 'somebody', email: victim }, about, from()),
  }

  it.each(Object.keys(ways))(
    '%s is answered as "not available", and the cause is logged under its reference',
    async way => {
      const before = down.logged.length
      const answer = await asRequest(() => trySignIn(down.services.log, ways[way] as () => Promise<SignIn>))
      expect(answer).toEqual({ kind: 'unavailable', reference })
      const lines = down.logged.slice(before).join('')
      expect(lines).toContain(`"reference":"${reference}"`)
      expect(lines).toContain('"stack":')
    },
  )
})

describe('what next-auth answers', () => {
  const close = (answer: Response, action = 'callback') =>
    asRequest(() => closeSignInAnswer(answer, { action, log: console_.services.log, appUrl }))
  /** As it answers a script of our pages. */
  const json = (word: string) =>
    new Response(JSON.stringify({ url: `${appUrl}/api/auth/error?error=${encodeURIComponent(word)}` }), {
      status: 401,
      headers: { 'content-type': 'application/json', 'set-cookie': 'kept=1' },
    })
  const redirect = (to: string) => new Response(null, { status: 302, headers: { location: to } })
  const wordIn = (url: string) => readSignInProblem(new URL(url).searchParams.get('error'))

  const leak = `Failed query: select "id","password_hash" from "operators" where "email" = $1\nparams: ${victim}`

  it('contains no text of an error for a script; the error is logged', async () => {
    const before = console_.logged.length
    const answer = await close(json(leak))
    const text = await answer.text()
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([503, 'kept=1'])
    expect(text).not.toMatch(/query|victim|password_hash/)
    expect(wordIn(JSON.parse(text).url)).toEqual({ kind: 'unavailable', reference })
    expect(console_.logged.slice(before).join('')).toContain(`"reference":"${reference}"`)
  })

  it('contains none in an address that a browser follows', async () => {
    const answer = await close(redirect(`${appUrl}/api/auth/error?error=${encodeURIComponent(leak)}`))
    const location = answer.headers.get('location') ?? ''
    expect(location).not.toMatch(/query|victim|password_hash/)
    expect(wordIn(location)).toEqual({ kind: 'unavailable', reference })
  })

  it.each([
    ['CredentialsSignin', { kind: 'refused' }],
    ['AccessDenied', { kind: 'refused' }],
    ['OAuthCallback', { kind: 'incomplete', reference }],
    ['Callback', { kind: 'incomplete', reference }],
    ['OAuthSignin', { kind: 'unavailable', reference }],
    ['limited.840', { kind: 'limited', seconds: 840 }],
    ['another', { kind: 'another' }],
  ])('%s is an outcome of the closed set', async (word, problem) => {
    const answer = await close(redirect(`${appUrl}/api/auth/error?error=${word}`))
    expect(wordIn(answer.headers.get('location') ?? '')).toEqual(problem)
  })

  it('repeats no text that a stranger wrote into the address, and does not treat it as an error', async () => {
    const before = console_.logged.length
    const answer = await close(redirect(`${appUrl}/sign-in?callbackUrl=%2F&error=made.up`), 'signin')
    expect(answer.headers.get('location')).toBe(`${appUrl}/sign-in`)
    expect(console_.logged.slice(before)).toEqual([])
  })

  it('passes everything else on unchanged', async () => {
    for (const answer of [
      Response.json({ csrfToken: 'token' }),
      Response.json({ url: `${appUrl}/accounts?error=mine` }),
      redirect('https://login.example.com/authorize?error=theirs'),
      new Response('Error', { status: 400 }),
    ])
      expect(await close(answer)).toBe(answer)
  })

  it('contains the same when next-auth throws', async () => {
    const failed = (script: boolean) =>
      asRequest(() => failedSignInAnswer(new Error(leak), console_.services.log, { appUrl, script }))
    const { url } = (await failed(true).json()) as { url: string }
    expect([failed(true).status, wordIn(url)]).toEqual([503, { kind: 'unavailable', reference }])
    expect(wordIn(failed(false).headers.get('location') ?? '')).toEqual({ kind: 'unavailable', reference })
  })

  it('a wrong password is still a refusal', async () => {
    const { email } = await addOperator(console_, 'support')
    const wrong = { email, password: 'not the right password' }
    const answer = await trySignIn(console_.services.log, () => signInByPassword(stranger(console_), wrong, from()))
    expect(answer).toEqual({ kind: 'refused' })
  })
})
