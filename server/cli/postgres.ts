import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'

type TemporaryPostgres = {
  url: string
  version: string
  stop(): Promise<void>
  /** Ends it as a crash does: without a checkpoint, and every connection breaks. */
  crash(): Promise<void>
  /** Starts it again on its data, at the same address. */
  start(): Promise<void>
}

/** The folder of PostgreSQL's server programs: Debian's newest, or the one on PATH that has initdb. */
function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map(version => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ]
  return (
    folders.find(folder => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres'))) ?? null
  )
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as net.AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}

/**
 * A temporary PostgreSQL on the loopback address, removed by `stop`. Null when no server programs are installed.
 * @param under the folder in which it makes its own
 */
export async function startPostgres(under = os.tmpdir()): Promise<TemporaryPostgres | null> {
  const programs = findPrograms()
  if (!programs) return null
  const folder = mkdtempSync(path.join(under, 'reseller-console-postgres-'))
  const port = await freePort()
  // PostgreSQL refuses to run as root: Debian's package brings a user for it. The server is a direct child, not
  // runuser's, because runuser does not forward the signal that ends it.
  const identity: { uid?: number; gid?: number } = process.getuid?.() === 0 ? userOf('postgres') : {}
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid)
  const data = path.join(folder, 'data')
  execFileSync(
    path.join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { stdio: 'ignore', cwd: folder, ...identity },
  )
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    // None: their paths may be at most 107 bytes long.
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ]
  const run = () =>
    spawn(path.join(programs, 'postgres'), ['-D', data, ...settings.flatMap(setting => ['-c', setting])], {
      stdio: 'ignore',
      cwd: folder,
      ...identity,
    })
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  let server = run()
  const version = await waitForServer(url, server)
  return {
    url,
    version,
    stop: async () => {
      // A fast shutdown: open connections are ended.
      await endServer(server, 'SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
    crash: () => endServer(server, 'SIGQUIT'),
    start: async () => {
      server = run()
      await waitForServer(url, server)
    },
  }
}

async function waitForServer(url: string, server: ChildProcess): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    if (server.exitCode !== null) break
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      const answer = await client.query<{ server_version: string }>('show server_version')
      return answer.rows[0]?.server_version ?? 'unknown'
    } catch {
      await new Promise(resolve => setTimeout(resolve, 200))
    } finally {
      await client.end().catch(() => {})
    }
  }
  throw new Error('The temporary PostgreSQL did not start.')
}

/** User id and group id of a user of this machine. */
function userOf(name: string): { uid: number; gid: number } {
  const number = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, name], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

async function endServer(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise(resolve => server.once('exit', resolve))
  server.kill(signal)
  const impatient = setTimeout(() => server.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(impatient)
}
