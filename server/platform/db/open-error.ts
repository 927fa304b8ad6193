import 'server-only'
import { statfsSync } from 'node:fs'
import path from 'node:path'
import { causesOf } from './causes'

/** The database cannot be opened. The text is for the person who starts the server: setting, cause, what to do. */
export class DatabaseOpenError extends Error {
  override readonly name = 'DatabaseOpenError'
}

/** Bytes. With less free disk the embedded database may stop in the middle of a write. */
const leastFree = 64 * 1024 * 1024

export function hasSpace(folder: string, least = leastFree): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= least
}

/** Throws DatabaseOpenError when the folder's disk is nearly full. */
export function requireSpace(folder: string, least = leastFree): void {
  if (hasSpace(folder, least)) return
  throw new DatabaseOpenError(
    `The disk of ${path.resolve(folder)} (DATA_DIR) is nearly full: the database needs ${Math.round(least / 1024 / 1024)} MB free. Make room, or move the folder to another disk and set DATA_DIR.`,
  )
}

/** The engine's own error names no cause. */
export function embeddedFailure(folder: string, error: unknown): DatabaseOpenError {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new DatabaseOpenError(
      `This user cannot write to ${path.resolve(folder)} (DATA_DIR): ${deepest(error).message}. Give the folder to the user that runs the console, or set DATA_DIR to another one.`,
    )
  }
  return damaged(folder, deepest(error).message)
}

export function damaged(folder: string, cause: string): DatabaseOpenError {
  return new DatabaseOpenError(
    `The database in ${path.resolve(folder)} (DATA_DIR) cannot be opened (${cause}): its files are damaged, or another version wrote them. Restore a copy of the whole folder. If no console has used it yet, remove it: the next start creates a new one.`,
  )
}

/** Which setting, which server (never its password), what the server said, and what to do. */
export function postgresFailure(setting: string, url: string, error: unknown): DatabaseOpenError {
  const { hostname, port, pathname, username } = new URL(url)
  const database = decodeURIComponent(pathname.slice(1))
  const user = decodeURIComponent(username)
  const server = `${hostname}:${port || 5432}`
  const cause = deepest(error).message
  const text = () => {
    switch (codeOf(error)) {
      case '28P01':
      case '28000':
        return `The database at ${server} refuses the user "${user}" of ${setting}: ${cause}. Correct its name or password there, or the server’s access rules (pg_hba.conf).`
      case '3D000':
        return `There is no database "${database}" at ${server} (${setting}). Create it: create database "${database}"`
      case '42501':
        return `The user "${user}" of ${setting} cannot create or change tables in "${database}": ${cause}. Let it own the database, or set DATABASE_OWNER_URL to the role that does.`
      case '53300':
        return `The database at ${server} (${setting}) has no connection left: ${cause}. Raise its max_connections; a console uses up to 12.`
      default:
        return `The database "${database}" at ${server} (${setting}) cannot be used: ${cause}. Start that server, or correct ${setting}.`
    }
  }
  return new DatabaseOpenError(text())
}

function deepest(error: unknown): Error & { code?: unknown } {
  return [...causesOf(error)].at(-1) ?? new Error(String(error))
}

function codeOf(error: unknown): string | null {
  const { code } = deepest(error)
  return typeof code === 'string' ? code : null
}
