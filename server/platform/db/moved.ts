import 'server-only'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseOpenError } from './open-error'

/** In the folder of an embedded database whose rows were moved to PostgreSQL: two consoles would send twice. */
const marker = (dataDir: string) => path.join(dataDir, 'MOVED')

/** @param where the new place, without a password */
export function markMoved(dataDir: string, where: string, at: Date): void {
  const text = `Moved to PostgreSQL (${where}) on ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC.`
  writeFileSync(marker(dataDir), `${text}\n`, { mode: 0o600, flush: true })
}

/** Throws DatabaseOpenError. */
export function refuseMoved(dataDir: string): void {
  if (!existsSync(marker(dataDir))) return
  const said = readFileSync(marker(dataDir), 'utf8').trim()
  throw new DatabaseOpenError(
    `The database in ${path.resolve(dataDir)} (DATA_DIR) is no longer used. ${said} Set DATABASE_URL to that database. To go back to the state before the move, stop every console there and remove ${marker(path.resolve(dataDir))}.`,
  )
}
