import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseEnv } from '../platform/env'
import { makeFirstSecrets, withFirstSecret } from './first-secrets'
import { checkAddress } from './free-address'
import { loadSettingsFiles } from './settings-files'

/** The settings of the README's command. */
const given = { TELNYX_API_KEY: 'KEY0', APP_URL: 'https://console.example.com' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The settings of a start in this folder, and its output. */
function start(own: Record<string, string> = {}) {
  const settings: Record<string, string | undefined> = { ...given, ...own }
  loadSettingsFiles(settings, folder)
  const said = makeFirstSecrets(settings, folder)
  return { said, env: parseEnv(settings) }
}

const beginDatabase = (dataDir = '.data') => mkdirSync(path.join(folder, dataDir, 'pglite'), { recursive: true })

describe('a start without secrets', () => {
  it('makes separate secrets once, outside the database, and prints where', () => {
    const first = start()
    const file = path.join(folder, '.env.secrets')
    expect(first.said).toContain(file)
    expect(first.said).toContain('AUTH_SECRET and AUDIT_KEY')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(first.env.AUTH_SECRET).not.toBe(first.env.AUDIT_KEY)
    expect(first.said).not.toContain(first.env.AUTH_SECRET)
    beginDatabase()
    // An empty setting counts as not set.
    for (const own of [{}, { AUTH_SECRET: '', AUDIT_KEY: ' ' }]) {
      expect(start(own)).toEqual({ said: null, env: first.env })
    }
  })

  it('stores them where SECRETS_FILE says, never in the folder of the database', () => {
    const elsewhere = path.join(folder, 'kept', 'secrets')
    expect(start({ SECRETS_FILE: elsewhere }).said).toContain(elsewhere)
    expect(statSync(path.dirname(elsewhere)).mode & 0o777).toBe(0o700)
    expect(() => start({ SECRETS_FILE: '.data/secrets' })).toThrow('outside DATA_DIR')
  })

  it('makes none for a database that was created with others, and prints what to do', () => {
    beginDatabase('old')
    expect(() => start({ DATA_DIR: 'old' })).toThrow(/AUTH_SECRET is missing, but \S+old \(DATA_DIR\).*former value/)
  })

  it('makes none on PostgreSQL, where all instances share one secret', () => {
    expect(() => start({ DATABASE_URL: 'postgresql://console@localhost/console' })).toThrow('AUTH_SECRET is missing')
  })

  it('keeps the ones that are set, and makes only the missing ones', () => {
    const own = { AUTH_SECRET: 'a'.repeat(32) }
    expect(start(own)).toMatchObject({ said: null, env: own })
    const key = { AUDIT_KEY: 'k'.repeat(32) }
    expect(start(key)).toMatchObject({ said: expect.not.stringContaining('AUDIT_KEY'), env: key })
  })

  it('makes none when they come from files', () => {
    const file = path.join(folder, 'auth-secret')
    writeFileSync(file, 'f'.repeat(32))
    expect(start({ AUTH_SECRET_FILE: file })).toMatchObject({ said: null, env: { AUTH_SECRET: 'f'.repeat(32) } })
    expect(withFirstSecret({ AUTH_SECRET_FILE: file })).not.toHaveProperty('AUTH_SECRET')
    // On PostgreSQL all instances share one.
    expect(() => start({ DATABASE_URL_FILE: file })).toThrow('AUTH_SECRET is missing')
  })

  it('reports why it cannot store them', () => {
    writeFileSync(path.join(folder, 'file'), '')
    expect(() => start({ SECRETS_FILE: 'file/secrets' })).toThrow(/AUTH_SECRET is missing.*\(SECRETS_FILE\)/)
  })
})

describe('the files of a start', () => {
  it('set PORT, HOST and other settings that are not set already', () => {
    writeFileSync(path.join(folder, '.env'), 'PORT=4444\nHOST=127.0.0.1\nLOG_LEVEL=warn\n')
    writeFileSync(path.join(folder, '.env.local'), 'LOG_LEVEL=error\n')
    expect(start({ HOST: '::1' }).env).toMatchObject({ PORT: 4444, HOST: '::1', LOG_LEVEL: 'error' })
  })

  it('are refused when others may read the secrets, with the command to run', () => {
    start()
    const file = path.join(folder, '.env.secrets')
    chmodSync(file, 0o644)
    expect(() => start()).toThrow(`chmod 600 '${file}'`)
    chmodSync(file, 0o600)
    expect(readFileSync(file, 'utf8')).toContain(start().env.AUTH_SECRET)
  })
})

describe('the address of a start', () => {
  it('is checked before anything is opened: a taken port, a host of another machine', async () => {
    const other = net.createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(checkAddress(port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`)
    await expect(checkAddress(port, '192.0.2.1')).rejects.toThrow('HOST is 192.0.2.1')
    await new Promise(resolve => other.close(resolve))
    await checkAddress(port, '127.0.0.1')
  })
})
