import 'server-only'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { openDatabase, openUnmigrated, type Tx } from '../platform/db/client'
import { lockFolder } from '../platform/db/lock'
import { refuseMoved } from '../platform/db/moved'
import { keepPrivate } from '../platform/db/private-folder'
import { rawRows } from '../platform/db/rows'
import { knownMigrations } from '../platform/db/schema-version'
import { BackupError, type BackupHeader } from './file'

/** Where rows are put: PostgreSQL when a URL is given, else an embedded database in `dataDir`. */
export type Place = { databaseUrl?: string | undefined; ownerUrl?: string | undefined; dataDir: string }

/** Makes the schema and loads the rows. */
type Load = (tx: Tx) => Promise<void>

/** Its host and name, never its user or password. */
export function nameOfDatabase(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** Throws BackupError where this release does not know the schema of the rows. */
export function requireKnownSchema({ schema }: BackupHeader): void {
  const known = knownMigrations()
  if (known[schema.migrations - 1]?.hash === schema.hash) return
  throw new BackupError(
    `The data has the schema of another release (${schema.name ?? 'unknown to this one'}, ${schema.migrations} migrations; this release has ${known.length}, up to ${known.at(-1)?.name}). Use that release or a newer one. Nothing was changed.`,
  )
}

/**
 * Fills an empty place in one transaction and migrates it to this release; after a failure it is as before. Throws
 * BackupError where it is not empty. Returns what became of a former embedded database; null = there was none.
 * @param replace what is there may be replaced: the name of the database, or the folder, typed by a person
 */
export async function fillPlace(place: Place, replace: string | null, load: Load): Promise<string | null> {
  if (!place.databaseUrl) return fillFolder(place.dataDir, replace, load)
  const url = place.ownerUrl ?? place.databaseUrl
  if (new URL(url).pathname !== new URL(place.databaseUrl).pathname) {
    throw new BackupError('DATABASE_OWNER_URL names another database. Set it to the same one, or unset it.')
  }
  const { db, close } = await openUnmigrated({ databaseUrl: url, dataDir: '' })
  try {
    await db.transaction(async tx => {
      await clear(tx, nameOfDatabase(url), replace)
      await load(tx)
    })
  } finally {
    await close()
  }
  const migrated = await openDatabase(place)
  await migrated.close()
  return null
}

async function clear(tx: Tx, name: string, replace: string | null): Promise<void> {
  // Two at once would both find it empty; a start that migrates waits too.
  await tx.execute(sql`select pg_advisory_xact_lock(7205110)`)
  const [found] = await rawRows<{ tables: number; processes: string | null }>(
    tx,
    sql`select (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm'))
      + (select count(*)::int from pg_namespace where nspname = 'drizzle') as tables,
      to_regclass('public.processes')::text as processes`,
  )
  if (!found || found.tables === 0) return
  const own = name.slice(name.indexOf('/') + 1)
  if (replace !== own) {
    throw new BackupError(
      `The database ${name} is not empty. Use an empty one (create database …), or replace all that it holds: --replace ${own}`,
    )
  }
  if (found.processes) await refuseRunning(tx)
  await tx.execute(sql`drop schema if exists drizzle cascade`)
  await tx.execute(sql`drop schema public cascade`)
  await tx.execute(sql`create schema public`)
}

async function refuseRunning(tx: Tx): Promise<void> {
  const [running] = await rawRows<{ count: number }>(
    tx,
    sql`select count(*)::int as count from processes where ended_at is null and heartbeat_at > now() - interval '15 seconds'`,
  )
  if (!running || running.count === 0) return
  const words = running.count === 1 ? 'A console runs' : `${running.count} consoles run`
  throw new BackupError(`${words} on this database. Stop it first; a killed one counts as stopped after 15 seconds.`)
}

async function fillFolder(dataDir: string, replace: string | null, load: Load): Promise<string | null> {
  const absolute = path.resolve(dataDir)
  keepPrivate(absolute, { mend: false })
  const lock = await lockFolder(absolute)
  try {
    refuseMoved(absolute)
    const target = path.join(absolute, 'pglite')
    const isUsed = existsSync(target) && readdirSync(target).length > 0
    if (isUsed && (replace === null || path.resolve(replace) !== absolute)) {
      throw new BackupError(
        `There is a database in ${absolute} (DATA_DIR) already. Set DATA_DIR to another folder, or replace it: --replace '${absolute}'. The former database is renamed, not removed.`,
      )
    }
    const making = path.join(absolute, 'restoring')
    rmSync(making, { recursive: true, force: true })
    try {
      await inFolder(making, load)
      const former = putInPlace(path.join(making, 'pglite'), target)
      return former && `The former database is in ${former}. Remove it when it is not needed.`
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
  } finally {
    await lock.release()
  }
}

/**
 * Gives a new folder its place. A former one with content is renamed, and named back if the new one cannot have the
 * place. Returns where the former one is; null = there was none.
 */
export function putInPlace(made: string, target: string): string | null {
  if (!existsSync(target) || readdirSync(target).length === 0) {
    rmSync(target, { recursive: true, force: true })
    renameSync(made, target)
    return null
  }
  const former = `${target}.replaced-${Date.now()}`
  renameSync(target, former)
  try {
    renameSync(made, target)
  } catch (error) {
    renameSync(former, target)
    throw error
  }
  return former
}

async function inFolder(folder: string, load: Load): Promise<void> {
  const opened = await openUnmigrated({ dataDir: folder })
  await opened.db.transaction(load).finally(() => opened.close())
  const migrated = await openDatabase({ dataDir: folder })
  await migrated.close()
}
