import { describe, expect, it } from 'vitest'
import { parseEnv, secretsOf } from './env'
import { createLogger } from './log'

function logger(secrets: string[]) {
  const lines: string[] = []
  const clock = { now: 0 }
  const log = createLogger(
    'debug',
    secrets,
    line => lines.push(line),
    () => clock.now,
  )
  return { lines, clock, log }
}

describe('log', () => {
  it('knows every setting that is a secret', () => {
    const settings = parseEnv({
      APP_URL: 'https://console.example.com',
      TELNYX_API_KEY: 'KEY-of-telnyx',
      AUTH_SECRET: 'a secret of thirty-two characters',
      AUDIT_KEY: 'a key of more than thirty-two characters',
      DATABASE_URL: 'postgresql://console:p%40ssword@db:5432/console',
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'console',
      OIDC_CLIENT_SECRET: 'shared-with-the-issuer',
    })
    expect(secretsOf(settings).sort()).toEqual(
      [
        settings.TELNYX_API_KEY,
        settings.AUTH_SECRET,
        settings.AUDIT_KEY,
        'p%40ssword',
        'p@ssword',
        'shared-with-the-issuer',
      ].sort(),
    )
  })

  it('removes known secrets anywhere in a line', () => {
    const { lines, log } = logger(['sesame-open-12345'])
    log.info({ nested: { deep: ['Bearer sesame-open-12345'] } }, 'asked with sesame-open-12345')
    expect(lines.join('')).not.toContain('sesame-open-12345')
    expect(lines.join('')).toContain('[removed]')
  })

  it('removes everything with the shape of a key, and fields that hold secrets', () => {
    const { lines, log } = logger([])
    log.info(
      { api_key: 'abc-123-xyz', api_token: 'tok-987', password: 'pa55', note: 'KEY0199AABBCCDDEEFF_abcdefGHIJKL' },
      'x',
    )
    for (const secret of ['abc-123-xyz', 'tok-987', 'pa55', 'abcdefGHIJKL'])
      expect(lines.join('')).not.toContain(secret)
  })

  it('keeps only name, message and stack of an error, not what a client library added to it', () => {
    const { lines, log } = logger([])
    const error = Object.assign(
      new Error('boom', { cause: Object.assign(new Error('below'), { body: 'inner-body' }) }),
      {
        headers: { authorization: 'Bearer hidden-in-headers' },
      },
    )
    log.error({ err: error }, 'failed')
    expect(lines.join('')).toContain('boom')
    expect(lines.join('')).toContain('below')
    expect(lines.join('')).not.toMatch(/hidden-in-headers|inner-body/)
  })

  it('logs each cause of a database outage once a minute, with the number of lines left out', () => {
    const { lines, clock, log } = logger([])
    const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const parsed = () => lines.splice(0).map(line => JSON.parse(line))
    for (let nth = 0; nth < 50; nth += 1) {
      log.error({ err: new Error('Failed query', { cause: refused() }), nth }, 'unexpected failure')
      log.warn({ err: refused() }, 'the heartbeat could not be written')
    }
    log.error({ err: new Error('Connection terminated') }, 'unexpected failure')
    log.error({ err: new Error('something else') }, 'unexpected failure')
    expect(parsed()).toEqual([
      expect.objectContaining({ nth: 0, msg: 'unexpected failure' }),
      expect.objectContaining({ err: expect.objectContaining({ message: 'Connection terminated' }) }),
      expect.objectContaining({ err: expect.objectContaining({ message: 'something else' }) }),
    ])
    clock.now += 60_000
    log.error({ err: refused() }, 'unexpected failure')
    expect(parsed()).toEqual([expect.objectContaining({ leftOut: 99 })])
  })

  it('writes one line for a message with line breaks in it', () => {
    const { lines, log } = logger([])
    log.info('first\n{"level":60,"msg":"forged"}')
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1)
  })
})
