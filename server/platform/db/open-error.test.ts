import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOnServer, fillFolder } from '../../testing/database'
import { openDatabase } from './client'
import { DatabaseOpenError, requireSpace } from './open-error'

const postgresUrl = process.env.TEST_DATABASE_URL

const root = mkdtempSync(path.join(os.tmpdir(), 'open-error-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe.skipIf(postgresUrl)('an embedded database that cannot be opened', () => {
  const refused = async (dataDir: string) => {
    const error = await openDatabase({ dataDir }).then(
      () => null,
      thrown => thrown,
    )
    expect(error).toBeInstanceOf(DatabaseOpenError)
    return String(error.message)
  }

  it('is reported as damaged, with its folder, and the folder is released', async () => {
    const dataDir = path.join(root, 'damaged')
    mkdirSync(dataDir, { mode: 0o700 })
    await fillFolder(dataDir)
    truncateSync(path.join(dataDir, 'pglite', 'global', 'pg_control'), 100)
    expect(await refused(dataDir)).toMatch(/damaged\/pglite \(DATA_DIR\).*Restore a copy/s)
    expect(await refused(dataDir)).toContain('(DATA_DIR)')
  })

  it('is not opened on a disk that is nearly full', () => {
    expect(() => requireSpace(root, Number.MAX_SAFE_INTEGER)).toThrow(/is nearly full.*Make room/)
    expect(() => requireSpace(root, 1)).not.toThrow()
  })

  it.skipIf(process.getuid?.() === 0)('names the folder when this user may not write to it', async () => {
    const closed = path.join(root, 'closed')
    mkdirSync(closed, { mode: 0o500 })
    expect(await refused(path.join(closed, 'data'))).toContain('cannot write to')
    chmodSync(closed, 0o700)
  })
})

describe.skipIf(!postgresUrl)('a PostgreSQL that cannot be used', () => {
  let own: { url: string; drop(): Promise<void> }
  beforeAll(async () => {
    own = await createOnServer(postgresUrl ?? '')
    return () => own.drop()
  })
  const refused = async (change: (url: URL) => void) => {
    const url = new URL(own.url)
    change(url)
    const error = await openDatabase({ databaseUrl: url.href, dataDir: '' }).then(
      () => null,
      thrown => thrown,
    )
    expect(error).toBeInstanceOf(DatabaseOpenError)
    return String(error.message)
  }

  it('is reported with the setting, the cause and what to do, never with its password', async () => {
    const away = await refused(url => {
      url.port = '1'
      url.password = 'not-for-the-terminal'
    })
    expect(away).toMatch(/127\.0\.0\.1:1 \(DATABASE_URL\) cannot be used: connect ECONNREFUSED.*Start that server/)
    expect(away).not.toContain('not-for-the-terminal')
    expect(
      await refused(url => {
        url.pathname = '/nowhere'
      }),
    ).toContain('create database "nowhere"')
    expect(
      await refused(url => {
        url.username = 'stranger'
      }),
    ).toContain('refuses the user "stranger" of DATABASE_URL')
  })
})
