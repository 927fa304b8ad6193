import { existsSync } from 'node:fs'
import path from 'node:path'
import type { OpenDatabase } from '../platform/db/client'
import { askFolder } from '../platform/db/lock'

type Settings = { DATABASE_URL?: string | undefined; DATABASE_OWNER_URL?: string | undefined; DATA_DIR: string }

/** Where the database is. */
export const placeOf = ({ DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR }: Settings) => ({
  databaseUrl: DATABASE_URL,
  ownerUrl: DATABASE_OWNER_URL,
  dataDir: DATA_DIR,
})

/** The same, as the role that owns the tables. */
export const ownersPlaceOf = ({ DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR }: Settings) => ({
  databaseUrl: DATABASE_OWNER_URL ?? DATABASE_URL,
  dataDir: DATA_DIR,
})

/**
 * Sends a request to the console that runs on the embedded database, which no second process can open. Null = none
 * runs, or the database is PostgreSQL: the caller opens the database itself. Throws where there is no database, where
 * the console does not answer, and what the console says that it could not do.
 */
export async function askConsole<T extends object>(
  { DATABASE_URL: databaseUrl, DATA_DIR: dataDir }: Settings,
  request: string,
  withinMs: number,
): Promise<T | null> {
  if (databaseUrl) return null
  if (!existsSync(path.join(dataDir, 'pglite'))) {
    throw new Error(`There is no database in ${path.resolve(dataDir)}. Set DATA_DIR, or DATABASE_URL for PostgreSQL.`)
  }
  const answer = await askFolder<T & { problem?: string }>(dataDir, request, withinMs)
  if (answer?.problem !== undefined) throw new Error(answer.problem)
  return answer
}

/** Closes the database after the work. */
export async function inDatabase<T>(
  opening: Promise<OpenDatabase>,
  work: (opened: OpenDatabase) => Promise<T>,
): Promise<T> {
  const opened = await opening
  return work(opened).finally(() => opened.close())
}
