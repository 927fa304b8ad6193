import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkDurability, EnvError, parseEnv, parseRecordEnv, secretsOf, settingNames } from './env'
import { fileSettings, secretSettings } from './secret-files'

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
  it('have defaults where they are optional', () => {
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

  it('keep the metrics off by default, on this machine, and apart from the console’s own port', () => {
    expect(parseEnv(good)).toMatchObject({ METRICS_HOST: '127.0.0.1' })
    expect(parseEnv(good).METRICS_PORT).toBeUndefined()
    expect(parseEnv({ ...good, METRICS_PORT: '9464' }).METRICS_PORT).toBe(9464)
    expect(problemsOf({ ...good, METRICS_PORT: '3000' })).toContain('METRICS_PORT must differ from PORT')
  })

  it('are all named when they are missing', () => {
    const words = problemsOf({})
    for (const name of ['TELNYX_API_KEY', 'APP_URL', 'AUTH_SECRET']) expect(words).toContain(name)
  })

  it('count an empty value as missing', () => {
    expect(problemsOf({ ...good, TELNYX_API_KEY: ' ' })).toContain('TELNYX_API_KEY')
    expect(parseEnv({ ...good, DATABASE_URL: '' }).DATABASE_URL).toBeUndefined()
  })

  it.each([
    ['TELNYX_BASE_URL', 'http://api.telnyx.com/v2'],
    ['TELNYX_BASE_URL', 'api.telnyx.com/v2'],
    ['APP_URL', 'console.example.com'],
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
  ])('refuse %s = %s and show the expected format', (name, value) => {
    const words = problemsOf({ ...good, [name]: value })
    expect(words).toContain(name)
    expect(words).toMatch(/such as|must be/)
  })

  it('allow invented history only in a demo', () => {
    expect(problemsOf({ ...good, DEMO_HISTORY: 'true' })).toContain('only in a demo')
  })

  it('require checkpoints outside the data folder', () => {
    for (const AUDIT_CHECKPOINTS of ['.data', '.data/checkpoints.jsonl', './.data/deeper/../x']) {
      expect(problemsOf({ ...good, AUDIT_CHECKPOINTS })).toContain('outside DATA_DIR')
    }
    for (const AUDIT_CHECKPOINTS of ['.data-checkpoints', '/var/lib/checkpoints/', '..data']) {
      expect(parseEnv({ ...good, AUDIT_CHECKPOINTS })).toMatchObject({ AUDIT_CHECKPOINTS })
    }
  })

  it('require DATABASE_URL beside the address of the role that migrates', () => {
    expect(problemsOf({ ...good, DATABASE_OWNER_URL: 'postgresql://owner@localhost/x' })).toContain(
      'needs DATABASE_URL',
    )
  })

  it('allow http only on this machine', () => {
    const env = parseEnv({ ...good, APP_URL: 'http://localhost:3000/', TELNYX_BASE_URL: 'http://127.0.0.1:4010/v2/' })
    expect(env.APP_URL).toBe('http://localhost:3000')
    expect(env.TELNYX_BASE_URL).toBe('http://127.0.0.1:4010/v2')
    expect(() => parseEnv({ ...good, APP_URL: 'http://localhost.evil.example' })).toThrow(EnvError)
  })

  it('keep a demo away from Telnyx', () => {
    expect(problemsOf({ ...good, CONSOLE_MODE: 'demo' })).toContain('TELNYX_BASE_URL')
  })

  it('never appear with a secret in an error', () => {
    const words = problemsOf({ ...good, TELNYX_API_KEY: 'KEY0_secret_value', AUTH_SECRET: 'tooshort-but-secret' })
    expect(words).not.toContain('secret_value')
    expect(words).not.toContain('tooshort')
  })

  it('allow failpoints only in a test against a sandbox', () => {
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

describe('secrets from files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'secrets-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** The path of a new file with this text. */
  function file(text: string, name = 'secret'): string {
    const place = path.join(folder, name)
    writeFileSync(place, text)
    return place
  }

  it('are read for every secret setting, without the line break at the end', () => {
    const values = {
      TELNYX_API_KEY: 'KEY0-of-a-file',
      AUTH_SECRET: 'a '.repeat(20).trim(),
      AUTH_SECRET_PREVIOUS: 'former',
      AUDIT_KEY: 'k'.repeat(32),
      DATABASE_URL: 'postgresql://console:pass-word@localhost/console',
      DATABASE_OWNER_URL: 'postgresql://owner:pass-word@localhost/console',
      OIDC_CLIENT_SECRET: 'client-secret',
    }
    expect(Object.keys(values)).toEqual(secretSettings)
    const endings = ['', '\n', '\r\n', '\n\n']
    const given = Object.entries(values).map(([name, value], index) => [
      `${name}_FILE`,
      file(`${value}${endings[index % endings.length]}`, name),
    ])
    const source = {
      APP_URL: good.APP_URL,
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'console',
      ...Object.fromEntries(given),
    }
    const env = parseEnv({ ...source, TELNYX_API_KEY: ' ' })
    expect(env).toMatchObject(values)
    expect(secretsOf(env)).toContain(values.TELNYX_API_KEY)
    expect(parseRecordEnv(source)).toMatchObject({ AUDIT_KEY: values.AUDIT_KEY, DATABASE_URL: values.DATABASE_URL })
  })

  it('are accepted for every setting that the log treats as a secret', () => {
    const secret = settingNames.filter(name => /_(?:KEY|SECRET|TOKEN|PASSWORD)(?:_PREVIOUS)?$/.test(name))
    expect(secretSettings).toEqual(expect.arrayContaining(secret))
  })

  it('refuse a setting that is given twice, directly and by its file', () => {
    const words = problemsOf({ ...good, AUTH_SECRET_FILE: file('b'.repeat(32)) })
    expect(words).toContain('AUTH_SECRET and AUTH_SECRET_FILE are both set')
  })

  it('refuse a file that is missing, empty, a folder or unreadable, and name only the setting', () => {
    mkdirSync(path.join(folder, 'folder'))
    const closed = file('closed', 'closed')
    chmodSync(closed, 0)
    const cases = [
      // The key itself under the wrong name.
      ['KEY0123_secret_value', 'does not exist'],
      [path.join(folder, 'folder'), 'names a folder'],
      [file('\n'), 'names an empty file'],
      ...(process.getuid?.() === 0 ? [] : [[closed, 'cannot read']]),
    ]
    for (const [place = '', words] of cases) {
      const said = problemsOf({ ...good, TELNYX_API_KEY: '', TELNYX_API_KEY_FILE: place })
      expect(said).toContain(`TELNYX_API_KEY_FILE names a`)
      expect(said).toContain(words)
      expect(said).not.toContain(place)
    }
  })
})

describe('a start on the embedded database', () => {
  const words = /power cut.*DATABASE_URL.*EMBEDDED_DATABASE_MAY_LOSE_COMMITS=yes/

  it('with Telnyx’s own API is refused until a person has accepted the risk', () => {
    expect(() => checkDurability(parseEnv(good))).toThrow(words)
    checkDurability(parseEnv({ ...good, EMBEDDED_DATABASE_MAY_LOSE_COMMITS: 'yes' }))
    checkDurability(parseEnv({ ...good, DATABASE_URL: 'postgresql://console@localhost/console' }))
    expect(problemsOf({ ...good, EMBEDDED_DATABASE_MAY_LOSE_COMMITS: 'no' })).toContain('must be yes, or not set')
  })

  it('with a sandbox needs no setting', () => {
    const sandbox = { ...good, TELNYX_BASE_URL: 'http://127.0.0.1:4010/v2' }
    checkDurability(parseEnv(sandbox))
    checkDurability(parseEnv({ ...sandbox, CONSOLE_MODE: 'demo' }))
  })
})

it('.env.example lists every setting', () => {
  const example = readFileSync('.env.example', 'utf8')
  const ownOfPrograms = ['CONSOLE_MODE', 'DEMO_HISTORY', 'CONSOLE_PATIENCE', 'CONSOLE_BUILD']
  const listed = new Set([...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(match => match[1]))
  const missing = settingNames.filter(name => !listed.has(name) && !fileSettings.some(one => one === name))
  expect(missing).toEqual(ownOfPrograms)
  for (const name of secretSettings) expect(example).toMatch(new RegExp(`^# (?:This holds for )?.*\\b${name}\\b`, 'm'))
})
