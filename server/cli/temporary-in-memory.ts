import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const memory = '/dev/shm'
const prefix = 'reseller-console-of-'

/** A run needs 1 GB; the rest is for its processes. */
const enough = 6 * 2 ** 30

/**
 * Puts the temporary files of this process and of those that it starts into memory where that has enough room. Tests
 * make hundreds of small databases, and on some disks a copy takes 400 ms instead of 20. They are removed at the end of
 * this process; with E2E_KEEP by the next run.
 */
export function keepTemporaryInMemory(): void {
  if (process.env.TMPDIR || !hasRoom()) return
  removeAbandoned()
  const folder = mkdtempSync(path.join(memory, `${prefix}${process.pid}-`))
  // PostgreSQL runs as another user if this one is root, and its folder is inside.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  if (!process.env.E2E_KEEP) process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return Math.min(bavail * bsize, os.freemem()) >= enough
  } catch {
    return false
  }
}

/** What a run that was killed left behind would stay in memory until the machine restarts. */
function removeAbandoned(): void {
  for (const name of readdirSync(memory)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (!(pid > 0) || isRunning(pid)) continue
    try {
      rmSync(path.join(memory, name), { recursive: true, force: true })
    } catch {
      // It is another user's.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
