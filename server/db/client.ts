import 'server-only'
import path from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'
import { lockFolder } from './lock'
import * as schema from './schema'

/** The database, whichever of the two it is. Inside a transaction use the `tx` given, never the outer one: with PGlite that hangs for ever. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>
export type Tx = PgTransaction<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

export type OpenDatabase = { db: Db; kind: 'pglite' | 'postgres'; close(): Promise<void> }

const migrationsFolder = path.join(process.cwd(), 'server/db/migrations')

/** Opens PostgreSQL when a URL is given, else the embedded database in `dataDir` (locked for this process), and migrates it. */
export async function openDatabase(options: {
  databaseUrl?: string | undefined
  dataDir: string
}): Promise<OpenDatabase> {
  return options.databaseUrl ? openPostgres(options.databaseUrl) : openEmbedded(options.dataDir)
}

async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  const lock = await lockFolder(dataDir)
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  const client = await PGlite.create({ dataDir: path.join(dataDir, 'pglite'), extensions: { pg_trgm } })
  const opened = await wrapPglite(client)
  return {
    ...opened,
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

async function openPostgres(url: string): Promise<OpenDatabase> {
  const { Pool } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const { migrate } = await import('drizzle-orm/node-postgres/migrator')
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 })
  // An idle connection that breaks must not end the process; the next query gets a new one.
  pool.on('error', () => {})
  const db = drizzle(pool, { schema })
  const session = await pool.connect()
  try {
    // Two instances starting at once migrate one after the other.
    await session.query('select pg_advisory_lock(7205110)')
    await migrate(drizzle(session, { schema }), { migrationsFolder })
  } finally {
    await session.query('select pg_advisory_unlock(7205110)').catch(() => {})
    session.release()
  }
  return { db: db as Db, kind: 'postgres', close: () => pool.end() }
}

/** SQLSTATE of a database error, read through drizzle's wrapper; null when it is none. */
export function sqlState(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code
  }
  return null
}
