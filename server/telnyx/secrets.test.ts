import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startSandbox } from '@/server/sandbox/server'
import { createTelnyx, type Telnyx } from './client'
import { TelnyxError, toProblem } from './error'
import { startHttp } from './testing/raw-server'
import { cleanToken, cleanWords } from './words'

const password = 'Pä"ss\\wörd+4you & me'

/** Every way to print an error. */
function printed(error: unknown): string {
  const stack = error instanceof Error ? String(error.stack) : ''
  const problem = error instanceof TelnyxError ? JSON.stringify(toProblem(error, { email: 'email' })) : ''
  return [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    stack,
    String(error),
    problem,
  ].join('\n')
}

function forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, '').slice(0, -1),
  ]
}

async function errorsOf(telnyx: Telnyx, id: string): Promise<unknown[]> {
  const input = { businessName: 'x', email: 'a@b.example', password, allowCustomPricing: false, rollupBilling: false }
  const calls = [
    telnyx.accounts.create(input),
    telnyx.accounts.disable(id),
    telnyx.accounts.retrieve(id),
    telnyx.accounts.list({ page: 1, size: 1 }),
    telnyx.accounts.setChannelLimit(id, 1),
  ]
  return (await Promise.allSettled(calls)).flatMap(call => (call.status === 'rejected' ? [call.reason] : []))
}

describe('an error', () => {
  it('of any kind shows no secret of the sandbox, however it is printed', async () => {
    const sandbox = await startSandbox({ accounts: 10 })
    const telnyx = () =>
      createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, readDeadlineMs: 300, writeDeadlineMs: 200 })
    const id = sandbox.accounts()[0]?.id ?? ''
    const errors: unknown[] = []
    for (const body of ['empty', 'html', 'cut', 'stall'] as const) {
      sandbox.setFaults([{ path: '/**', times: 'always', effect: { body } }])
      errors.push(...(await errorsOf(telnyx(), id)))
    }
    for (const status of [400, 401, 403, 404, 409, 422, 429, 500]) {
      sandbox.setFaults([{ path: '/**', times: 'always', effect: { status, when: 'after' } }])
      errors.push(...(await errorsOf(telnyx(), id)))
    }
    await sandbox.close()
    errors.push(...(await errorsOf(telnyx(), id)))
    expect(errors.length).toBeGreaterThan(50)
    // `sandbox` is the key here and also part of many paths in a stack: the test below uses a realistic key.
    const secrets = sandbox.secrets().filter(secret => secret !== 'sandbox')
    expect(secrets).toContain(password)
    const said = errors.map(printed).join('\n')
    expect(said).toContain('bad_answer')
    expect(secrets.flatMap(forms).filter(form => said.includes(form))).toEqual([])
    expect(errors.filter(error => !(error instanceof TelnyxError) || error.cause !== undefined)).toEqual([])
  })

  it('does not repeat parts of the request that Telnyx echoes', async () => {
    const apiKey = 'KEY018F3A2B4C5D6E7F8091A2B3C4D5E6F7_a1B2c3D4e5F6g7H8i9J0kL'
    const token = 'Qk3vT9x2Lm8Zp4Rw6Yb1Nc5'
    const server = await startHttp((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', chunk => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        const sent = body.includes('password')
          ? `${password} ${JSON.stringify(password)} ${encodeURIComponent(password)}`
          : ''
        const echo = `${request.headers.authorization} sent ${body} ${sent} token ${token}`
        response.writeHead(422, { 'content-type': 'application/json', 'x-request-id': apiKey })
        response.end(
          JSON.stringify({
            errors: [{ code: token, title: echo, detail: echo, source: { pointer: `/${token}` }, meta: { echo } }],
            api_key: apiKey,
          }),
        )
      })
    })
    const errors = await errorsOf(createTelnyx({ apiKey, baseUrl: server.url }), '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e')
    await server.close()
    expect(errors).toHaveLength(5)
    const said = errors.map(printed).join('\n')
    expect(said).toContain('[removed]')
    expect([apiKey, token, password].flatMap(forms).filter(form => said.includes(form))).toEqual([])
  })
})

it('a printed client shows no key, at any depth', () => {
  const apiKey = 'KEY018F3A2B4C5D6E7F8091A2B3C4D5E6F7_a1B2c3D4e5F6g7H8i9J0kL'
  const telnyx = createTelnyx({ apiKey, baseUrl: 'https://api.telnyx.com/v2' })
  expect(inspect(telnyx, { depth: Infinity, showHidden: true })).not.toContain('KEY018F')
  expect(JSON.stringify(telnyx)).not.toContain('KEY018F')
})

describe('cleanWords', () => {
  it.each([
    ['plain words', 'Channel limit exceeds 120 available channels.', 'Channel limit exceeds 120 available channels.'],
    [
      'an id that support needs',
      'Account 0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e not found',
      'Account 0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e not found',
    ],
    [
      'an e-mail',
      'averyveryverylongname2026@subdomain-of-somebody1.example is taken',
      'averyveryverylongname2026@subdomain-of-somebody1.example is taken',
    ],
    ['control and bidi characters', 'a\u0000b\u001b[31m\r\nc\u202ed\u2028e', 'a b [31m c d e'],
    ['a key', 'key KEY0123456789ABCDEF_xyz here', 'key [removed] here'],
    ['nothing', ' \n ', null],
    ['no words', { a: 1 }, null],
  ])('%s', (_, words, expected) => {
    expect(cleanWords(words, [])).toBe(expected)
  })

  it('keeps 300 characters at most', () => {
    expect(cleanWords('word '.repeat(500_000), [])?.length).toBeLessThanOrEqual(300)
  })

  it('keeps a machine-readable word whole or drops it', () => {
    expect(cleanToken('10015', /^[\w.-]{1,32}$/, [])).toBe('10015')
    expect(cleanToken('<b>', /^[\w.-]{1,32}$/, [])).toBeNull()
    expect(cleanToken('p4ss', /^[\w.-]{1,32}$/, ['p4ss'])).toBeNull()
  })
})
