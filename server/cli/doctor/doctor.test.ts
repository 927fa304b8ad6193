import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseEnv } from '../../platform/env'
import { type Sandbox, startSandbox } from '../../sandbox/server'
import { testDatabase } from '../../testing/database'
import { administer } from '../../testing/postgres'
import { checkClock } from './database'
import { examine } from './examine'
import { checkNode, checkPlaces } from './places'

let folder: string
let sandbox: Sandbox
let server: http.Server | undefined

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'doctor-'))
  mkdirSync(path.join(folder, 'data'), { mode: 0o700 })
  sandbox = await startSandbox({ accounts: 1 })
})

afterEach(async () => {
  server?.close()
  server = undefined
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An address that gives this answer. */
async function answering(body: string): Promise<string> {
  const opened = http.createServer((_, response) => response.end(body)).listen(0, '127.0.0.1')
  await new Promise(resolve => opened.once('listening', resolve))
  server = opened
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`
}

/** Findings by subject; findings without a problem are left out. */
async function trouble(own: Record<string, string> = {}): Promise<Record<string, string>> {
  const settings = {
    TELNYX_API_KEY: sandbox.key,
    TELNYX_BASE_URL: sandbox.url,
    APP_URL: 'http://127.0.0.1:9',
    DATA_DIR: path.join(folder, 'data'),
    AUDIT_CHECKPOINTS: path.join(folder, 'checkpoints.jsonl'),
    ...own,
  }
  const findings = await examine(settings, folder)
  return Object.fromEntries(
    findings.flatMap(({ about, state, words, todo }) =>
      state === 'ok' ? [] : [[about, `${state}: ${words} ${todo}`]],
    ),
  )
}

describe('the doctor', () => {
  it('reports metrics on an address other than loopback as open', async () => {
    expect(await trouble({ METRICS_PORT: '9464' })).not.toHaveProperty('METRICS_HOST')
    const found = await trouble({ METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' })
    expect(found.METRICS_HOST).toMatch(/^warning: .*without a sign-in/)
  })

  it('finds nothing in a new installation but notes about it', async () => {
    const found = await trouble()
    expect(Object.keys(found)).toEqual(['Embedded database', 'APP_URL'])
    expect(found.APP_URL).toContain('Before the first start this is expected')
  })

  it('names a missing or malformed setting before it connects anywhere', async () => {
    const found = await trouble({ APP_URL: 'http://console.example.com', TELNYX_API_KEY: '' })
    expect(found.Settings).toMatch(/^problem: .*TELNYX_API_KEY is missing/s)
    expect(found.Settings).toContain('APP_URL must be https')
  })

  it('distinguishes a key that Telnyx refuses from a Telnyx that does not answer, and shows no key', async () => {
    const key = 'KEY0-not-the-key-of-this-sandbox'
    const refused = await trouble({ TELNYX_API_KEY: key })
    expect(refused.TELNYX_API_KEY).toMatch(/^problem: Telnyx did not accept the console’s API key/)
    expect(JSON.stringify(refused)).not.toContain(key)
    const away = await trouble({ TELNYX_BASE_URL: 'http://127.0.0.1:9/v2' })
    expect(away.TELNYX_API_KEY).toMatch(/^problem: /)
    expect(away.TELNYX_API_KEY).not.toContain('did not accept')
  })

  it('distinguishes a console from another program at its address', async () => {
    const console_ = await answering('{"healthy":true}')
    expect(await trouble({ APP_URL: console_ })).not.toHaveProperty('APP_URL')
    server?.close()
    const other = await answering('<h1>It works!</h1>')
    expect((await trouble({ APP_URL: other })).APP_URL).toMatch(/^problem: Another program answers/)
  })

  it('warns of a data folder that others may enter, and of missing checkpoints', async () => {
    chmodSync(path.join(folder, 'data'), 0o755)
    const found = await trouble({ AUDIT_CHECKPOINTS: '' })
    expect(found.DATA_DIR).toMatch(/^warning: Other users .* chmod 700/s)
    expect(found.AUDIT_CHECKPOINTS).toMatch(/^warning: Not set/)
  })

  it('warns of a secret that others may read, and names its setting', async () => {
    const file = path.join(folder, 'telnyx_api_key')
    writeFileSync(file, `${sandbox.key}\n`, { mode: 0o600 })
    const given = { TELNYX_API_KEY: '', TELNYX_API_KEY_FILE: file }
    expect(Object.keys(await trouble(given))).toEqual(['Embedded database', 'APP_URL'])
    chmodSync(file, 0o644)
    expect((await trouble(given)).TELNYX_API_KEY_FILE).toMatch(/^warning: Other users .* chmod o= /)
    const missing = await trouble({ TELNYX_API_KEY: '', TELNYX_API_KEY_FILE: path.join(folder, 'missing') })
    expect(missing.Settings).toMatch(/^problem: .*TELNYX_API_KEY_FILE names a file that does not exist/s)
  })

  it('reports that a start with Telnyx’s own API needs PostgreSQL or an accepted risk', () => {
    const settings = { TELNYX_API_KEY: 'KEY0', APP_URL: 'https://console.example.com', AUTH_SECRET: 'a'.repeat(32) }
    const found = (own: Record<string, string>) =>
      checkPlaces(parseEnv({ ...settings, DATA_DIR: path.join(folder, 'data'), ...own }), 'none')[0]
    expect(found({})).toMatchObject({ state: 'problem', todo: expect.stringContaining('DATABASE_URL') })
    expect(found({ EMBEDDED_DATABASE_MAY_LOSE_COMMITS: 'yes' })?.state).toBe('warning')
  })

  it('recognizes an old Node.js and a wrong clock', () => {
    expect(checkNode('20.19.5').state).toBe('problem')
    expect(checkNode('22.0.0').state).toBe('ok')
    expect(checkClock('A clock', 1_000, 2_500, 2_000).state).toBe('ok')
    expect(checkClock('A clock', 10_000, 5_000, 11_000)).toMatchObject({
      words: 'It is 5 s behind this machine\u2019s.',
    })
  })
})

describe.runIf(process.env.TEST_DATABASE_URL)('the doctor of a PostgreSQL', () => {
  it('accepts a usable one, and names what makes another unusable', async () => {
    const database = await testDatabase()
    const url = new URL(database.url ?? '')
    const fine = await trouble({ DATABASE_URL: url.href })
    expect(Object.keys(fine)).toEqual(['APP_URL'])

    const missing = new URL(url)
    missing.pathname = '/no_such_database'
    expect((await trouble({ DATABASE_URL: missing.href })).DATABASE_URL).toMatch(/^problem: There is no database/)

    const role = `doctor_${process.pid}`
    await administer(url.href, `create role ${role} login password 'doctor-password-of-a-test'`)
    try {
      const poor = new URL(url)
      poor.username = role
      poor.password = 'doctor-password-of-a-test'
      expect((await trouble({ DATABASE_URL: poor.href })).DATABASE_URL).toMatch(
        /^problem: Its role cannot create tables/,
      )
      expect(await trouble({ DATABASE_URL: poor.href, DATABASE_OWNER_URL: url.href })).not.toHaveProperty(
        'DATABASE_URL',
      )
    } finally {
      await administer(url.href, `drop role ${role}`)
      await database.close()
    }
  })
})
