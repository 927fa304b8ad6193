import 'server-only'
import path from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'
import type { Pool, PoolClient } from 'pg'
import { type FolderLock, lockFolder } from './lock'
import { keepPrivate } from './private-folder'
import { grantLeast } from './roles'
import * as schema from './schema'

/** The database, whichever of the two it is. Inside a transaction use the `tx` given, never the outer one: with PGlite that hangs for ever. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>
export type Tx = PgTransaction<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

export type OpenDatabase = {
  db: Db
  kind: 'pglite' | 'postgres'
  /** Of the embedded one alone: answers other processes of this machine's user, which cannot open it beside this one. */
  answer?: FolderLock['answer']
  close(): Promise<void>
}

export const migrationsFolder = path.join(process.cwd(), 'server/db/migrations')

/**
 * Opens PostgreSQL when a URL is given, else the embedded database in `dataDir` (locked for this process), and migrates it. With an
 * `ownerUrl` its role migrates, and the role of `databaseUrl` gets only what the console needs. Throws DatabaseRoleError.
 */
export async function openDatabase(options: {
  databaseUrl?: string | undefined
  ownerUrl?: string | undefined
  dataDir: string
}): Promise<OpenDatabase> {
  return options.databaseUrl ? openPostgres(options.databaseUrl, options.ownerUrl) : openEmbedded(options.dataDir)
}

/** Opens what is there to be read, and changes nothing. The embedded one must exist. */
export async function openReadOnly(options: {
  databaseUrl?: string | undefined
  dataDir: string
}): Promise<OpenDatabase> {
  if (options.databaseUrl) {
    const { Pool } = await import('pg')
    const { drizzle } = await import('drizzle-orm/node-postgres')
    const pool = new Pool({
      connectionString: options.databaseUrl,
      max: 2,
      options: '-c default_transaction_read_only=on',
    })
    pool.on('error', () => {})
    return { db: drizzle(pool, { schema }) as Db, kind: 'postgres', close: () => pool.end() }
  }
  const lock = await lockFolder(options.dataDir)
  const client = await embedded(options.dataDir)
  const { drizzle } = await import('drizzle-orm/pglite')
  return { db: drizzle(client, { schema }) as Db, kind: 'pglite', close: () => client.close().then(lock.release) }
}

async function embedded(dataDir: string): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  const folder = path.join(dataDir, 'pglite')
  keepPrivate(folder, { mend: true })
  return PGlite.create({ dataDir: folder, extensions: { pg_trgm } })
}

async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  const lock = await lockFolder(dataDir)
  const opened = await wrapPglite(await embedded(dataDir))
  return {
    ...opened,
    answer: lock.answer,
    close: async () => {
      await opened.close()
      await lock.release()
    },
  }
}

/** Migrates and wraps a PGlite that the caller made (tests load one from a template). */
export async function wrapPglite(client: PGlite): Promise<OpenDatabase> {
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const db = drizzle(client, { schema })
  await migrate(db, { migrationsFolder })
  return { db: db as Db, kind: 'pglite', close: () => client.close() }
}

async function openPostgres(url: string, ownerUrl: string | undefined): Promise<OpenDatabase> {
  const { Pool } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // No transaction waits for anything but the database: one that stands still belongs to a frozen process, and its locks would stop all.
    idle_in_transaction_session_timeout: 5_000,
  })
  // A connection that breaks must not end the process; the next query gets a new one, a transaction on it fails.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  const db = drizzle(pool, { schema })
  try {
    if (ownerUrl) await prepareAsOwner(pool, ownerUrl)
    else await migratePostgres(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  return { db: db as Db, kind: 'postgres', close: () => pool.end() }
}

/** Two instances starting at once do this one after the other. */
async function migratePostgres(
  pool: Pool,
  more: (session: PoolClient) => Promise<void> = async () => {},
): Promise<void> {
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const { migrate } = await import('drizzle-orm/node-postgres/migrator')
  const session = await pool.connect()
  try {
    await session.query('select pg_advisory_lock(7205110)')
    await migrate(drizzle(session, { schema }), { migrationsFolder })
    await more(session)
  } finally {
    await session.query('select pg_advisory_unlock(7205110)').catch(() => {})
    session.release()
  }
}

async function prepareAsOwner(pool: Pool, ownerUrl: string): Promise<void> {
  const pg = await import('pg')
  const asked = await pool.query<{ role: string }>('select current_user as role')
  const role = asked.rows[0]?.role ?? ''
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1, connectionTimeoutMillis: 10_000 })
  owner.on('error', () => {})
  try {
    await migratePostgres(owner, session => grantLeast(session, role))
  } finally {
    await owner.end()
  }
}

/** SQLSTATE of a database error, read through drizzle's wrapper; null when it is none. */
export function sqlState(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code
  }
  return null
}
