import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** Another process has the embedded database open. Two at once would silently lose writes. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

type FolderLock = { release(): Promise<void> }

/** Unix socket paths end at about 100 bytes, so a deep folder gets its socket in the system's temporary folder. */
function socketPath(folder: string): string {
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\reseller-console-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`
  const inside = path.join(folder, 'lock.sock')
  if (Buffer.byteLength(inside) < 100) return inside
  return path.join(
    os.tmpdir(),
    `reseller-console-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.sock`,
  )
}

/** Asks whoever listens at the socket for its name; null when nobody does. */
function ask(address: string): Promise<string | null> {
  return new Promise(resolve => {
    const socket = net.connect(address)
    let text = ''
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')))
    socket.on('data', chunk => {
      text += String(chunk)
    })
    socket.on('end', () => resolve(text))
    // Somebody who accepts but does not answer still holds the folder; only a refused connection is nobody.
    socket.on('error', error =>
      resolve('code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') ? null : text),
    )
  })
}

function listen(server: net.Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', error => ('code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(address, () => resolve(true))
  })
}

/**
 * Takes the folder for this process: a listening socket dies with its process, also with kill -9, where a pid file would stay.
 * Throws FolderInUseError when another process holds it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const absolute = path.resolve(folder)
  mkdirSync(absolute, { recursive: true, mode: 0o700 })
  const address = socketPath(absolute)
  const name = randomUUID()
  const inUse = () =>
    new FolderInUseError(
      `${absolute} is in use by another running console. The embedded database serves one process: stop the other one, give this one a DATA_DIR of its own, or use PostgreSQL (DATABASE_URL).`,
    )
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = net.createServer(socket => socket.on('error', () => {}).end(name))
    if (await listen(server, address)) {
      server.unref()
      // Two starts may both have cleared a stale socket: the path now leads to the later one, and the earlier one gives way.
      if ((await ask(address)) === name) {
        return { release: () => new Promise(resolve => server.close(() => resolve())) }
      }
      server.close()
      throw inUse()
    }
    if ((await ask(address)) !== null) throw inUse()
    const stale = `${address}.${name}`
    try {
      renameSync(address, stale)
      rmSync(stale, { force: true })
    } catch {
      // Somebody else cleared it first: try again.
    }
  }
  throw inUse()
}
