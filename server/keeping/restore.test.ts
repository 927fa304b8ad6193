import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindDatabase, bindManager, checkManager } from '../mirror/binding'
import { type OpenDatabase, openDatabase, openReadOnly, openUnmigrated } from '../platform/db/client'
import { processes } from '../platform/db/schema'
import { testConsole } from '../testing/context'
import { createOnServer } from '../testing/database'
import { actingFor } from '../testing/operators'
import { withClient } from '../testing/postgres'
import { fixtureConsole, readFixture, upgradedConsole } from '../testing/upgrade/fixture'
import { shown } from '../testing/upgrade/shown'
import { type BackupReport, backUp } from './backup'
import { inSnapshot, type Part, sumTables } from './dump'
import { examine } from './examine'
import { checkBackup, newHeader } from './file'
import { loadTables, makeSchema } from './load'
import { moveToPostgres } from './move'
import { type Place, putInPlace, requireKnownSchema } from './place'
import { restoreBackup } from './restore'

const server = process.env.TEST_DATABASE_URL
const fixture = readFixture('0006')
const keys = { AUTH_SECRET: fixture.keys.authSecret, AUDIT_KEY: fixture.keys.auditKey }
const options = { now: () => new Date('2026-12-01T08:00:00Z') }

// An embedded database takes some seconds to be made, and much longer on a busy machine.
const timeout = 300_000

let folder: string
const drops: (() => Promise<void>)[] = []
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'restore-'))
})
afterAll(async () => {
  for (const drop of drops) await drop()
  rmSync(folder, { recursive: true, force: true })
})

let places = 0
/** An empty place of the kind that this round tests. */
async function emptyPlace(): Promise<Place> {
  places += 1
  const dataDir = path.join(folder, `place-${places}`)
  if (!server) return { dataDir }
  return { dataDir, databaseUrl: await emptyOnServer() }
}

async function emptyOnServer(): Promise<string> {
  const { url, drop } = await createOnServer(server ?? '', null)
  drops.push(drop)
  return url
}

const nameOf = (place: Place) => (place.databaseUrl ? new URL(place.databaseUrl).pathname.slice(1) : place.dataDir)

async function sumsOf(place: Place) {
  const opened = await openReadOnly(place)
  return inSnapshot(opened.db, sumTables).finally(() => opened.close())
}

/** What the screens show on this database, and whether its record is whole. */
async function expectShown(opened: OpenDatabase): Promise<void> {
  const database = { ...opened, url: null, another: () => Promise.reject(new Error('only one')) }
  const console_ = await fixtureConsole(fixture, { database })
  const owner = await actingFor(console_, fixture.operators.owner?.id ?? '')
  expect(await shown(owner)).toEqual(fixture.shown)
  await console_.sandbox.close()
}

/** Tables that a restore changes on purpose. */
const ended = ['sessions', 'operator_links', 'processes', 'snapshots']

describe('a database of an older release', () => {
  let made: BackupReport
  let place: Place
  beforeAll(async () => {
    const console_ = await upgradedConsole('0006')
    made = await backUp(console_.database, path.join(folder, 'upgraded.backup'))
    await console_.close()
    place = await emptyPlace()
  })

  it('is upgraded, backed up and restored with every row, and its screens show the same', { timeout }, async () => {
    await restoreBackup(made.file, place, options)
    const { sums } = await checkBackup(made.file)
    const there = await sumsOf(place)
    expect([...there.keys()].sort()).toEqual(Object.keys(made.tables).sort())
    for (const [name, sum] of there) if (!ended.includes(name)) expect([name, sum]).toEqual([name, sums.tables[name]])

    const opened = await openDatabase(place)
    const left = await opened.db.execute(sql`select 1 from sessions where revoked_at is null and expires_at > now()`)
    expect((left as unknown as { rows: unknown[] }).rows).toEqual([])
    const { words, ok } = await examine(opened.db, keys)
    expect(ok).toBe(true)
    expect(words).toEqual([
      expect.stringMatching(/^The audit record is intact: \d+ rows verified\.$/),
      'AUTH_SECRET opens every authenticator app’s secret.',
    ])
    await expectShown(opened)
    await opened.close()
  })

  it('is replaced only when a person names it; a replaced embedded database is kept', {
    timeout,
  }, async () => {
    await expect(restoreBackup(made.file, place, options)).rejects.toThrow(`--replace ${server ? nameOf(place) : "'"}`)
    await expect(restoreBackup(made.file, place, { ...options, replace: 'another' })).rejects.toThrow('--replace')
    const again = await restoreBackup(made.file, place, { ...options, replace: nameOf(place) })
    expect(again.sums.rows).toBe(made.rows)
    if (!server) expect(existsSync(again.former?.match(/is in (\S+)\./)?.[1] ?? '')).toBe(true)
    expect(readdirSync(folder).filter(name => name.includes('partial'))).toEqual([])
  })

  it('is reported with everything that the secrets of this machine cannot open', async () => {
    const console_ = await upgradedConsole('0006')
    const other = 'another secret of thirty-two characters'
    const foreign = await examine(console_.services.db, { AUTH_SECRET: other, AUDIT_KEY: other })
    expect(foreign.ok).toBe(false)
    expect(foreign.words.join('\n')).toMatch(
      /started with another key than this AUDIT_KEY.*\n.*does not open the secrets of (\d+) of \1 authenticator apps/,
    )
    expect((await examine(console_.services.db, {})).words[0]).toContain(
      'neither AUDIT_KEY nor AUTH_SECRET is set here',
    )
    await console_.close()
  })
})

it.runIf(server)('is backed up by the new release before its upgrade, and upgraded after the restore', async () => {
  const old = await emptyOnServer()
  const source = await openUnmigrated({ databaseUrl: old, dataDir: '' })
  await source.db.transaction(tx => makeSchema(tx, 7))
  await source.close()
  await withClient(old, async run => {
    // The fixture brings its own list of migrations.
    await run('drop schema drizzle cascade')
    await run(fixture.sql)
  })
  const opened = await openReadOnly({ databaseUrl: old, dataDir: '' })
  const made = await backUp(opened, path.join(folder, 'before.backup'))
  await opened.close()
  const place = { databaseUrl: await emptyOnServer(), dataDir: '' }
  const { header } = await restoreBackup(made.file, place, options)
  expect(header.schema).toMatchObject({ migrations: 7, name: expect.stringMatching(/^0006_/) })
  const restored = await openDatabase(place)
  await expectShown(restored)
  await restored.close()
})

it('a backup of a newer release is refused before anything is written', () => {
  const schema = { migrations: 99, name: null, hash: 'unknown' }
  const header = newHeader({ schema, binding: null, takenAt: '', engine: '' })
  expect(() => requireKnownSchema(header)).toThrow(/schema of another release .* Nothing was changed/)
})

it('a restore that fails in the middle leaves the former state', async () => {
  const console_ = await testConsole({ sandbox: { accounts: 1 } })
  const { db } = console_.services
  const before = await db.$count(processes)
  const broken = db.transaction(async tx => {
    await tx.execute(sql`drop schema public cascade`)
    await tx.execute(sql`drop schema drizzle cascade`)
    await tx.execute(sql`create schema public`)
    await makeSchema(tx, 3)
    await loadTables(tx, parts())
  })
  async function* parts(): AsyncGenerator<Part> {
    yield { kind: 'table', name: 'accounts; drop table accounts', columns: ['id'] }
  }
  await expect(broken).rejects.toThrow('a table that its schema does not have')
  expect(await db.$count(processes)).toBe(before)
  await console_.close()
})

it('a former database gets its name back when the restored one cannot have it', () => {
  const target = path.join(folder, 'kept', 'pglite')
  mkdirSync(target, { recursive: true })
  writeFileSync(path.join(target, 'PG_VERSION'), '18')
  expect(() => putInPlace(path.join(folder, 'not-there'), target)).toThrow('ENOENT')
  expect(readdirSync(path.dirname(target))).toEqual(['pglite'])
  expect(readFileSync(path.join(target, 'PG_VERSION'), 'utf8')).toBe('18')
})

it('a restored console refuses the key of another manager', async () => {
  const console_ = await testConsole({ sandbox: { accounts: 3 } })
  await bindDatabase(console_.services)
  await bindManager(console_.services, 'manager-a')
  const made = await backUp(console_.database, path.join(folder, 'bound.backup'))
  await console_.close()
  const { header } = await checkBackup(made.file)
  expect(header.binding).toMatchObject({ mode: 'demo', managerAccountId: 'manager-a' })
  if (!server) return
  const place = await emptyPlace()
  await restoreBackup(made.file, place, options)
  const database = { ...(await openDatabase(place)), url: null, another: () => Promise.reject(new Error('one')) }
  const other = await testConsole({ sandbox: { accounts: 3 }, database })
  await expect(checkManager(other.services)).rejects.toThrow(/manager-a/)
  await other.close()
})

it.runIf(server)('a restore is refused while a console runs', async () => {
  const console_ = await testConsole({ sandbox: { accounts: 1 } })
  const { url } = console_.database
  const made = await backUp(console_.database, path.join(folder, 'running.backup'))
  await console_.services.db
    .insert(processes)
    .values({ id: crypto.randomUUID(), startedAt: sql`now()`, heartbeatAt: sql`now()` })
  const place = { databaseUrl: url ?? '', dataDir: '' }
  await expect(restoreBackup(made.file, place, { ...options, replace: nameOf(place) })).rejects.toThrow(
    'A console runs on this database. Stop it first',
  )
  await console_.close()
})

describe.runIf(server)('the move to PostgreSQL', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = path.join(folder, 'embedded')
    const from = await upgradedConsole('0006')
    const { file } = await backUp(from.database, path.join(folder, 'to-move.backup'))
    await from.close()
    // Also: a backup of PostgreSQL, restored into the embedded database.
    await restoreBackup(file, { dataDir }, options)
  })

  it('copies every row, compares rows and hashes, and leaves a source on which no console starts', async () => {
    const before = await sumsOf({ dataDir })
    const taken = await emptyOnServer()
    await withClient(taken, run => run('create table mine (id int)'))
    await expect(moveToPostgres(dataDir, { databaseUrl: taken }, options)).rejects.toThrow(
      / is not empty\. Use an empty/,
    )
    expect(existsSync(path.join(dataDir, 'MOVED'))).toBe(false)

    const databaseUrl = await emptyOnServer()
    const moved = await moveToPostgres(dataDir, { databaseUrl }, options)
    expect(new Map(Object.entries(moved.tables))).toEqual(before)
    expect(await sumsOf({ databaseUrl, dataDir: '' })).toEqual(before)
    const opened = await openDatabase({ databaseUrl, dataDir: '' })
    await expectShown(opened)
    await opened.close()

    expect(readFileSync(path.join(dataDir, 'MOVED'), 'utf8')).toMatch(
      /^Moved to PostgreSQL \(127.+\) on 2026-12-01 08:00 UTC/,
    )
    await expect(openDatabase({ dataDir })).rejects.toThrow(/To go back to the state before the move/)
    await expect(moveToPostgres(dataDir, { databaseUrl }, options)).rejects.toThrow('Moved to PostgreSQL')
    expect(await sumsOf({ dataDir })).toEqual(before)
    rmSync(path.join(dataDir, 'MOVED'))
    await (await openDatabase({ dataDir })).close()
  })

  it('is refused while the console runs', async () => {
    const running = await openDatabase({ dataDir })
    const url = await emptyOnServer()
    await expect(moveToPostgres(dataDir, { databaseUrl: url }, options)).rejects.toThrow(
      'in use by another running console',
    )
    await running.close()
  })
})
