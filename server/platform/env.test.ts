import { describe, expect, it } from 'vitest'
import { EnvError, parseEnv } from './env'

const good = {
  TELNYX_API_KEY: 'KEY0',
  APP_URL: 'https://console.example.com',
  AUTH_SECRET: 'a'.repeat(32),
}

const problemsOf = (source: Record<string, string>) => {
  try {
    parseEnv(source)
  } catch (error) {
    if (error instanceof EnvError) return error.message
    throw error
  }
  throw new Error('was accepted')
}

describe('settings', () => {
  it('fill in what is optional', () => {
    expect(parseEnv(good)).toMatchObject({
      TELNYX_BASE_URL: 'https://api.telnyx.com/v2',
      DATA_DIR: '.data',
      SYNC_INTERVAL: 60,
      LIST_LAG: 30,
      CONSOLE_MODE: 'real',
      ACCOUNT_CAP: 1000,
      ACCOUNT_CAP_COUNTS: 'active',
    })
  })

  it('name every one that is missing', () => {
    const words = problemsOf({})
    for (const name of ['TELNYX_API_KEY', 'APP_URL', 'AUTH_SECRET']) expect(words).toContain(name)
  })

  it('count an empty value as missing', () => {
    expect(problemsOf({ ...good, TELNYX_API_KEY: ' ' })).toContain('TELNYX_API_KEY')
    expect(parseEnv({ ...good, DATABASE_URL: '' }).DATABASE_URL).toBeUndefined()
  })

  it.each([
    ['TELNYX_BASE_URL', 'http://api.telnyx.com/v2'],
    ['APP_URL', 'http://console.example.com'],
    ['APP_URL', 'https://console.example.com/path'],
    ['APP_URL', 'javascript:alert(1)'],
    ['AUTH_SECRET', 'short'],
    ['DATABASE_URL', 'mysql://host/name'],
    ['SYNC_INTERVAL', 'soon'],
    ['TICKET_URL', 'https://desk.example/tickets'],
    ['TICKET_URL', 'javascript:alert({ticket})'],
    ['TICKET_URL', 'https://{ticket}.example/'],
    ['SYNC_INTERVAL', '0'],
    ['LOG_LEVEL', 'loud'],
    ['AUDIT_KEY', 'short'],
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['ACCOUNT_CAP_COUNTS', 'cancelled'],
    ['HISTORY_MONTHS', '3'],
    ['HISTORY_MONTHS', '1.5'],
    ['DEMO_HISTORY', 'perhaps'],
  ])('refuse %s = %s and say what it should look like', (name, value) => {
    const words = problemsOf({ ...good, [name]: value })
    expect(words).toContain(name)
    expect(words).toMatch(/such as|must be/)
  })

  it('invent no history outside a demo', () => {
    expect(problemsOf({ ...good, DEMO_HISTORY: 'true' })).toContain('only a demo')
  })

  it('keep checkpoints away from the record', () => {
    for (const AUDIT_CHECKPOINTS of ['.data', '.data/checkpoints.jsonl', './.data/deeper/../x']) {
      expect(problemsOf({ ...good, AUDIT_CHECKPOINTS })).toContain('outside DATA_DIR')
    }
    for (const AUDIT_CHECKPOINTS of ['.data-checkpoints', '/var/lib/checkpoints/', '..data']) {
      expect(parseEnv({ ...good, AUDIT_CHECKPOINTS })).toMatchObject({ AUDIT_CHECKPOINTS })
    }
  })

  it('need an address to work with beside the one that migrates', () => {
    expect(problemsOf({ ...good, DATABASE_OWNER_URL: 'postgresql://owner@localhost/x' })).toContain(
      'needs DATABASE_URL',
    )
  })

  it('allow http on this machine only', () => {
    const env = parseEnv({ ...good, APP_URL: 'http://localhost:3000/', TELNYX_BASE_URL: 'http://127.0.0.1:4010/v2/' })
    expect(env.APP_URL).toBe('http://localhost:3000')
    expect(env.TELNYX_BASE_URL).toBe('http://127.0.0.1:4010/v2')
    expect(() => parseEnv({ ...good, APP_URL: 'http://localhost.evil.example' })).toThrow(EnvError)
  })

  it('keep a demo away from Telnyx', () => {
    expect(problemsOf({ ...good, CONSOLE_MODE: 'demo' })).toContain('TELNYX_BASE_URL')
  })

  it('never repeat a secret in a complaint', () => {
    const words = problemsOf({ ...good, TELNYX_API_KEY: 'KEY0_secret_value', AUTH_SECRET: 'tooshort-but-secret' })
    expect(words).not.toContain('secret_value')
    expect(words).not.toContain('tooshort')
  })

  it('let failpoints pass in a test against a sandbox only', () => {
    const armed = { ...good, CONSOLE_FAILPOINTS: 'create.before_send@2' }
    const sandbox = { TELNYX_BASE_URL: 'http://127.0.0.1:4010/v2' }
    expect(problemsOf(armed)).toContain('CONSOLE_FAILPOINTS')
    expect(problemsOf({ ...armed, CONSOLE_TEST: '1' })).toContain('CONSOLE_FAILPOINTS')
    expect(problemsOf({ ...armed, ...sandbox })).toContain('CONSOLE_FAILPOINTS')
    expect(parseEnv({ ...armed, ...sandbox, CONSOLE_TEST: '1' }).CONSOLE_FAILPOINTS).toBe('create.before_send@2')
    const unknown = { ...armed, ...sandbox, CONSOLE_TEST: '1', CONSOLE_FAILPOINTS: 'create.nowhere' }
    expect(problemsOf(unknown)).toContain('create.nowhere')
  })
})
