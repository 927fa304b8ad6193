import { existsSync } from 'node:fs'
import path from 'node:path'
import { askFolder } from '../platform/db/lock'

type Place = { DATABASE_URL?: string | undefined; DATA_DIR: string }

/**
 * Sends a request to the console that runs on the embedded database, which no second process can open. Null = none
 * runs, or the database is PostgreSQL: the caller opens the database itself. Throws where there is no database, and
 * where the console does not answer.
 */
export async function askConsole<T>(place: Place, request: string, withinMs: number): Promise<T | null> {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir } = place
  if (databaseUrl) return null
  if (!existsSync(path.join(dataDir, 'pglite'))) {
    throw new Error(`There is no database in ${path.resolve(dataDir)}. Set DATA_DIR, or DATABASE_URL for PostgreSQL.`)
  }
  return askFolder<T>(dataDir, request, withinMs)
}
