import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
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
  if (process.env.TMPDIR) return
  removeAbandoned()
  if (!hasRoom()) return
  const folder = mkdtempSync(path.join(memory, `${prefix}${process.pid}-`))
  // PostgreSQL runs as another user if this one is root, and its folder is inside.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  if (process.env.E2E_KEEP) return
  process.once('exit', () => remove(folder))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return Math.min(bavail * bsize, process.availableMemory()) >= enough
  } catch {
    return false
  }
}

/** What a run that was killed left behind would stay in memory until the machine restarts. */
function removeAbandoned(): void {
  for (const name of existsSync(memory) ? readdirSync(memory) : []) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (pid > 0 && !isRunning(pid)) remove(path.join(memory, name))
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // It is another user's, or something still writes into it: the next run tries again.
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
