import 'server-only'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'
import type { Client, Pool, PoolClient } from 'pg'
import { causesOf } from './causes'
import { prepareFolder } from './embedded-folder'
import { type FolderLock, lockFolder } from './lock'
import { refuseMoved } from './moved'
import { DatabaseOpenError, embeddedFailure, postgresFailure } from './open-error'
import { DatabaseRoleError, grantLeast } from './roles'
import * as schema from './schema'
import { migrationsFolder, refuseNewerSchema } from './schema-version'
import { watchSilence } from './silence'

/** The database, of either kind. Inside a transaction use its `tx`: on PGlite the outer handle would hang for ever. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>
export type Tx = PgTransaction<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

export type OpenDatabase = {
  db: Db
  kind: 'pglite' | 'postgres'
  /** Embedded database only: answers other processes of this user, which cannot open it while this one has it. */
  answer?: FolderLock['answer']
  /** PostgreSQL only: the connections of this process. */
  pool?: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'options'>
  close(): Promise<void>
}

/**
 * Opens PostgreSQL when a URL is given, else the embedded database in `dataDir` (locked for this process), and migrates
 * it. With an `ownerUrl` that role migrates, and the role of `databaseUrl` gets only the rights that the console needs.
 * Throws DatabaseOpenError, FolderInUseError and DatabaseRoleError.
 */
export async function openDatabase(options: {
  databaseUrl?: string | undefined
  ownerUrl?: string | undefined
  dataDir: string
}): Promise<OpenDatabase> {
  return options.databaseUrl ? openPostgres(options.databaseUrl, options.ownerUrl) : openEmbedded(options.dataDir)
}

/** Opens an existing database for reading and changes nothing. The embedded one must exist. */
export function openReadOnly(options: { databaseUrl?: string | undefined; dataDir: string }): Promise<OpenDatabase> {
  return openUnmigrated({ ...options, readOnly: true })
}

/** Opens a database as it is, without migrating it: an empty one stays empty. Statements may take any time. */
export async function openUnmigrated(options: {
  databaseUrl?: string | undefined
  dataDir: string
  readOnly?: boolean
}): Promise<OpenDatabase> {
  if (options.databaseUrl) {
    const { Pool } = await import('pg')
    const { drizzle } = await import('drizzle-orm/node-postgres')
    const pool = new Pool({
      connectionString: options.databaseUrl,
      max: 2,
      ...(options.readOnly && { options: '-c default_transaction_read_only=on' }),
    })
    pool.on('error', () => {})
    try {
      ;(await pool.connect()).release()
    } catch (error) {
      await pool.end()
      throw postgresFailure('DATABASE_URL', options.databaseUrl, error)
    }
    return { db: drizzle(pool, { schema }) as Db, kind: 'postgres', close: () => pool.end() }
  }
  const lock = await lockFolder(options.dataDir)
  const client = await embedded(options.dataDir)
  const { drizzle } = await import('drizzle-orm/pglite')
  return { db: drizzle(client, { schema }) as Db, kind: 'pglite', close: () => client.close().then(lock.release) }
}

/**
 * Shared buffers of the embedded database, in this process's memory. A large database is worth PostgreSQL's default of
 * 128 MB: with 32 MB, searches of 100,000 accounts take half as long again.
 */
function sharedBuffers(folder: string): string {
  const base = path.join(folder, 'base')
  if (!existsSync(base)) return '32MB'
  const files = readdirSync(base, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(file.parentPath, file.name)).size, 0)
  return bytes > 100_000_000 ? '128MB' : '32MB'
}

/** Pages come from memory or a flash disk. With the default of 4, a page of 25 would read all of 1,000 accounts. */
const pageCost = 'random_page_cost=1.1'

async function embedded(dataDir: string): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  const folder = path.join(dataDir, 'pglite')
  const opened = prepareFolder(folder)
  try {
    const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers(folder)}`, '-c', pageCost]
    const client = await PGlite.create({ dataDir: folder, extensions: { pg_trgm }, startParams })
    opened()
    return client
  } catch (error) {
    throw embeddedFailure(folder, error)
  }
}

async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  const lock = await lockFolder(dataDir)
  try {
    refuseMoved(dataDir)
    const client = await embedded(dataDir)
    const opened = await wrapPglite(client).catch(async error => {
      await client.close().catch(() => {})
      throw error instanceof DatabaseOpenError ? error : embeddedFailure(dataDir, error)
    })
    return { ...opened, answer: lock.answer, close: () => opened.close().then(lock.release) }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Migrates and wraps a PGlite that the caller made (tests load one from a template). */
export async function wrapPglite(client: PGlite): Promise<OpenDatabase> {
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const db = drizzle(client, { schema })
  await refuseNewerSchema(db)
  await migrate(db, { migrationsFolder })
  return { db: db as Db, kind: 'pglite', close: () => client.close() }
}

async function openPostgres(url: string, ownerUrl: string | undefined): Promise<OpenDatabase> {
  await migratePostgres(url, ownerUrl)
  const { Pool } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    // JIT compilation of a statement takes longer than the queries of a screen.
    options: `-c jit=off -c ${pageCost}`,
    // Transactions wait only for the database: an idle one is a frozen process's, and its locks would block others.
    idle_in_transaction_session_timeout: 5_000,
  })
  // A broken connection must not end the process: the next query gets a new one, and a transaction on it fails.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  giveBackBroken(pool)
  const stop = watchSilence(pool, url)
  const close = () => pool.end().finally(stop)
  return { db: drizzle(pool, { schema }) as Db, kind: 'postgres', pool, close }
}

/**
 * Gives connections that break while they are in use back to the pool. drizzle does not where `begin` fails: with every
 * restart of the server the pool would lose places, until none is left.
 */
function giveBackBroken(pool: Pool): void {
  const connect = pool.connect.bind(pool) as { (): Promise<PoolClient>; (done: Connected): void }
  const watched = async () => {
    const client = await connect()
    const giveBack = client.release
    let isOut = true
    const broken = () => client.release(true)
    client.release = error => {
      if (!isOut) return
      isOut = false
      client.off('end', broken)
      giveBack(error)
    }
    client.once('end', broken)
    return client
  }
  // With a callback the pool itself gives the connection back.
  pool.connect = ((done?: Connected) => (done ? connect(done) : watched())) as typeof pool.connect
}

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: (release?: unknown) => void) => void

/** Serializes two instances that start at once. */
async function migratePostgres(url: string, ownerUrl: string | undefined): Promise<void> {
  const role = ownerUrl && (await withSession('DATABASE_URL', url, currentUser))
  const [setting, address] = ownerUrl ? ['DATABASE_OWNER_URL', ownerUrl] : ['DATABASE_URL', url]
  await withSession(setting, address, async session => {
    const { drizzle } = await import('drizzle-orm/node-postgres')
    const { migrate } = await import('drizzle-orm/node-postgres/migrator')
    const db = drizzle(session, { schema })
    await session.query('select pg_advisory_lock(7205110)')
    await refuseNewerSchema(db)
    await migrate(db, { migrationsFolder })
    if (role) await grantLeast(session, role)
  })
}

async function currentUser(session: Client): Promise<string> {
  const { rows } = await session.query<{ role: string }>('select current_user as role')
  return rows[0]?.role ?? ''
}

/** A separate connection, whose locks end with it. */
async function withSession<T>(setting: string, url: string, work: (session: Client) => Promise<T>): Promise<T> {
  const { Client } = await import('pg')
  const session = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  session.on('error', () => {})
  try {
    await session.connect()
    return await work(session)
  } catch (error) {
    const isSaid = error instanceof DatabaseRoleError || error instanceof DatabaseOpenError
    throw isSaid ? error : postgresFailure(setting, url, error)
  } finally {
    await session.end().catch(() => {})
  }
}

/** SQLSTATE of a database error, read through drizzle's wrapper; null for other errors. */
export function sqlState(error: unknown): string | null {
  for (const { code } of causesOf(error)) {
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return null
}
