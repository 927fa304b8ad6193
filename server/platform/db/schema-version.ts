import 'server-only'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { dayOf } from '@/lib/day'
import { DatabaseOpenError } from './open-error'
import { type Runner, rawRows } from './rows'

export const migrationsFolder = path.join(process.cwd(), 'server/platform/db/migrations')

/** The migrations of this release, in their order. */
export function knownMigrations() {
  const journal = JSON.parse(readFileSync(path.join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[]
  }
  return readMigrationFiles({ migrationsFolder }).map(({ hash, folderMillis, sql: statements }, index) => ({
    name: journal.entries[index]?.tag ?? '',
    hash,
    at: folderMillis,
    statements,
  }))
}

/** The migrations that a database has had; empty for an empty database. */
export async function appliedMigrations(db: Runner): Promise<{ hash: string; at: number }[]> {
  const [there] = await rawRows<{ found: string | null }>(
    db,
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as found`,
  )
  if (!there?.found) return []
  const found = await rawRows<{ hash: string; at: string }>(
    db,
    sql`select hash, created_at::text as at from drizzle.__drizzle_migrations order by created_at`,
  )
  return found.map(({ hash, at }) => ({ hash, at: Number(at) }))
}

const dayOfMigration = ({ at }: { at: number }) => dayOf(new Date(at), 'UTC')

/** Code that does not know the schema would read and write it wrongly. Throws DatabaseOpenError. */
export async function refuseNewerSchema(db: Runner): Promise<void> {
  const newest = (await appliedMigrations(db)).at(-1)
  const known = knownMigrations().at(-1)
  if (!newest || !known || newest.at <= known.at) return
  throw new DatabaseOpenError(
    `This database was upgraded by a newer release: its newest migration is from ${dayOfMigration(newest)}, and the newest one of this release is ${known.name} from ${dayOfMigration(known)}. Start that newer release or a later one. To go back to this release, restore a backup that it made (npm run restore).`,
  )
}
