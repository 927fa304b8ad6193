import 'server-only'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { embeddedFailure } from './open-error'

/** Other users of this machine can enter the database's folder. The text is for the person who starts the server. */
export class OpenFolderError extends Error {
  override readonly name = 'OpenFolderError'
}

const privateMode = 0o700

/** A folder that everybody may write to, such as the system's temporary one: it is shared on purpose. */
const sharedMark = 0o1000

/**
 * Makes sure that only this user may enter the folder, because the embedded database writes files that everybody may
 * read, whatever the umask. Makes the folder if there is none. With `mend` an open folder is closed; otherwise it is an
 * OpenFolderError, because others may have read it and it may have been opened for a reason. A folder that is shared on
 * purpose is never closed.
 */
export function keepPrivate(folder: string, { mend }: { mend: boolean }): void {
  const absolute = path.resolve(folder)
  try {
    mkdirSync(absolute, { recursive: true, mode: privateMode })
  } catch (error) {
    throw embeddedFailure(absolute, error)
  }
  const { mode } = statSync(absolute)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  if (mode & sharedMark) {
    throw new OpenFolderError(`${absolute} is shared by all users of this machine. Set DATA_DIR to a separate folder.`)
  }
  if (mend) chmodSync(absolute, privateMode)
  else
    throw new OpenFolderError(
      `Other users of this machine can enter ${absolute} (DATA_DIR), which holds the database. Close it: chmod 700 '${absolute}'`,
    )
}
