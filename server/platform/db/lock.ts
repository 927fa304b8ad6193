import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** Another process has the embedded database open. Two at once would silently lose writes. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

export type FolderLock = {
  /** Answers requests over the socket: gets the text after the first word. Only who may enter the folder can ask. */
  answer(request: string, handler: (rest: string) => Promise<string>): void
  release(): Promise<void>
}

/** Unix socket paths end at about 100 bytes, so a deep folder has its socket in the system's temporary folder. */
function socketPath(folder: string): string {
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\reseller-console-${short}`
  const inside = path.join(folder, 'lock.sock')
  if (Buffer.byteLength(inside) < 100) return inside
  return path.join(ownTemporaryFolder(), `${short}.sock`)
}

/** Everybody may write to the system's temporary folder: in a private subfolder nobody else can listen in our place. */
function ownTemporaryFolder(): string {
  const folder = path.join(os.tmpdir(), `reseller-console-${process.getuid?.() ?? 'user'}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid) || (found.mode & 0o077) !== 0) {
    throw new FolderInUseError(
      `${folder} belongs to another user, or others may write to it. Remove it, or give DATA_DIR a shorter path.`,
    )
  }
  return folder
}

/** How long the other side may take to accept the connection and to identify itself. */
const nameWithinMs = 2_000

/**
 * Sends a request to the process that listens at the socket and returns its answer; null when nobody listens. Without
 * an answer in time the text is empty: a process that accepts but does not answer still holds the folder.
 */
function ask(address: string, request: string, withinMs: number): Promise<string | null> {
  return new Promise(resolve => {
    const socket = net.connect(address, () => socket.write(`${request}\n`))
    let text = ''
    socket.setTimeout(withinMs, () => socket.destroy(new Error('no answer')))
    socket.on('data', chunk => {
      text += String(chunk)
    })
    socket.on('end', () => resolve(text))
    socket.on('error', error =>
      resolve('code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') ? null : text),
    )
  })
}

/**
 * Sends a request to the console that holds this folder and returns its JSON; null when no console holds it. Throws
 * when it does not answer within `withinMs`, or does not know the request: a starting console only identifies itself.
 */
export async function askFolder<T>(folder: string, request: string, withinMs: number): Promise<T | null> {
  const answer = await ask(socketPath(path.resolve(folder)), request, withinMs)
  if (answer === null) return null
  if (answer === '') throw new Error('The running console did not answer.')
  try {
    return JSON.parse(answer) as T
  } catch {
    throw new Error('The console is starting, or another version of it is running. Try again in a moment.')
  }
}

type Handlers = Map<string, (rest: string) => Promise<string>>

/** Characters: enough for a command and the path of a file. */
const longestRequest = 4_400

/** One line asks, the answer ends the connection. An unknown request is answered with the name. */
function serve(socket: net.Socket, name: string, handlers: Handlers): void {
  let text = ''
  const answer = () => {
    socket.removeAllListeners('data')
    const [, command = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(text.trim()) ?? []
    const handler = handlers.get(command)
    if (!handler) socket.end(name)
    else {
      handler(rest).then(
        said => socket.end(said),
        () => socket.destroy(),
      )
    }
  }
  socket.on('error', () => {})
  socket.setTimeout(nameWithinMs, () => {
    if (!text.includes('\n')) socket.end(name)
  })
  socket.on('data', chunk => {
    text += String(chunk)
    if (text.includes('\n') || text.length > longestRequest) answer()
  })
}

function listen(server: net.Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', error => ('code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(address, () => {
      // The folder may be older than this console, and open to others.
      if (process.platform !== 'win32') chmodSync(address, 0o600)
      resolve(true)
    })
  })
}

/**
 * Takes the folder for this process: a listening socket ends with its process, also after kill -9, where a pid file
 * would stay. Throws FolderInUseError when another process holds it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const absolute = path.resolve(folder)
  mkdirSync(absolute, { recursive: true, mode: 0o700 })
  const address = socketPath(absolute)
  const name = randomUUID()
  const handlers: Handlers = new Map()
  const inUse = () =>
    new FolderInUseError(
      `${absolute} is in use by another running console. The embedded database serves one process: stop the other console, set DATA_DIR to another folder, or use PostgreSQL (DATABASE_URL).`,
    )
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = net.createServer(socket => serve(socket, name, handlers))
    if (await listen(server, address)) {
      server.unref()
      // Two starts may both have removed a stale socket: the path leads to the later one; the earlier one gives way.
      if ((await ask(address, 'name', nameWithinMs)) === name) {
        return {
          answer: (request, handler) => void handlers.set(request, handler),
          release: () => new Promise(resolve => server.close(() => resolve())),
        }
      }
      server.close()
      throw inUse()
    }
    if ((await ask(address, 'name', nameWithinMs)) !== null) throw inUse()
    const stale = `${address}.${name}`
    try {
      renameSync(address, stale)
      rmSync(stale, { force: true })
    } catch {
      // Another process removed it first: try again.
    }
  }
  throw inUse()
}
