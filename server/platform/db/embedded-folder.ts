import 'server-only'
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { damaged, requireSpace } from './open-error'
import { keepPrivate } from './private-folder'

/**
 * Prepares the folder that the embedded database is about to open: private, with room, and complete or empty. In a
 * folder without its marker file the engine would make a new database, and the console would take that for a first
 * start. Throws DatabaseOpenError and OpenFolderError.
 * @returns call it when the database is open
 */
export function prepareFolder(folder: string): () => void {
  const making = `${folder}.making`
  // A start ended while it made the database. Renamed, not removed: a backup may have been put there since.
  if (existsSync(making) && existsSync(folder)) renameSync(folder, `${folder}.unfinished-${Date.now()}`)
  keepPrivate(folder, { mend: true })
  requireSpace(folder)
  const isNew = readdirSync(folder).length === 0
  if (!isNew && !existsSync(path.join(folder, 'PG_VERSION'))) throw damaged(folder, 'PG_VERSION is missing')
  if (isNew) writeFileSync(making, '', { mode: 0o600 })
  return () => rmSync(making, { force: true })
}
