import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runNext } from '../server/cli/next-process'
import type { Sandbox } from '../server/sandbox/server'
import { administer, dropDatabase, dumpTables, freshDatabase } from './database'
import { copyEmptyDatabase } from './empty-database'
import { type RecordingProxy, startRecordingProxy } from './recording-proxy'
import { evidenceFolder } from './run-folder'

export type ConsoleOptions = {
  sandbox: Pick<Sandbox, 'url' | 'key'>
  /** demo (default): the four operators exist. real: the first start prints a set-up link. */
  mode?: 'demo' | 'real'
  env?: Record<string, string>
}

/** A console in its production build, with a separate folder or database, log and address. */
export class TestConsole {
  readonly dataDir: string
  readonly logFile: string
  readonly databaseUrl: string | null
  readonly #proxy: RecordingProxy
  readonly #env: Record<string, string>
  #process: ChildProcess | null = null
  #metricsPort = 0

  private constructor(name: string, databaseUrl: string | null, proxy: RecordingProxy, options: ConsoleOptions) {
    this.dataDir = mkdtempSync(path.join(evidenceFolder('data'), `${name}-`))
    this.logFile = path.join(evidenceFolder('logs'), `${path.basename(this.dataDir)}.log`)
    this.databaseUrl = databaseUrl
    if (!databaseUrl) copyEmptyDatabase(this.dataDir)
    this.#proxy = proxy
    this.#env = {
      NODE_ENV: 'production',
      CONSOLE_MODE: options.mode ?? 'demo',
      APP_URL: proxy.origin,
      AUTH_SECRET: randomBytes(32).toString('base64'),
      DATA_DIR: this.dataDir,
      DATABASE_URL: databaseUrl ?? '',
      TELNYX_API_KEY: options.sandbox.key,
      TELNYX_BASE_URL: options.sandbox.url,
      ACCOUNT_CAP: '1000',
      SYNC_INTERVAL: '2',
      LIST_LAG: '2',
      DISABLE_GRACE: '0',
      CONSOLE_TEST: '1',
      // An unknown outcome is looked up and settled in seconds: what becomes of it over time is shown below the browser.
      CONSOLE_PATIENCE: '2,4,6/90',
      LOG_LEVEL: 'debug',
      ...options.env,
    }
    // What the console itself must never show.
    const own = ['AUTH_SECRET', 'AUDIT_KEY', 'OIDC_CLIENT_SECRET'].flatMap(setting => this.#env[setting] ?? [])
    writeFileSync(path.join(evidenceFolder('secrets'), `${path.basename(this.dataDir)}.json`), JSON.stringify(own))
  }

  /** Not started yet. */
  static async prepare(name: string, options: ConsoleOptions): Promise<TestConsole> {
    const proxy = await startRecordingProxy(path.join(evidenceFolder('answers'), `${name}.bin`))
    return new TestConsole(name, await freshDatabase(), proxy, options)
  }

  get url(): string {
    return this.#proxy.origin
  }

  /** Where it listens itself, for what no browser and no proxy would send. */
  get port(): number {
    return this.#proxy.target
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  log(from = 0): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile).subarray(from).toString('utf8') : ''
  }

  logSize(): number {
    return existsSync(this.logFile) ? readFileSync(this.logFile).length : 0
  }

  /** Starts it, on the same data when it ran before. Throws with its last words when it does not come up. */
  async start(env: Record<string, string> = {}): Promise<void> {
    const child = await this.launch(env)
    const deadline = Date.now() + 60_000
    for (;;) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The console did not start:\n${this.log().slice(-3_000)}`)
      }
      const answer = await fetch(`http://127.0.0.1:${this.#proxy.target}/health`).catch(() => null)
      if (answer?.ok) return
      await pause(100)
    }
  }

  /** Starts a process with these settings and does not wait for it; the environment may differ from the first time. */
  async launch(env: Record<string, string> = {}): Promise<ChildProcess> {
    this.#proxy.target = await freePort()
    this.#metricsPort = await freePort()
    const output = openSync(this.logFile, 'a')
    const args = ['start', '-p', String(this.#proxy.target)]
    const ports = { METRICS_PORT: String(this.#metricsPort) }
    this.#process = runNext(args, { ...this.#env, ...ports, ...env }, output)
    closeSync(output)
    // A run that is broken off leaves no server behind.
    const child = this.#process
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    return child
  }

  /** SIGTERM, as by Ctrl+C; SIGKILL, as by a power cut. Answers the exit code. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#process
    this.#process = null
    return child ? ended(child, signal) : null
  }

  /** What `npm start` says with these settings and others in their place: it is expected not to stay. */
  async startRefused(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const file = `${this.logFile}.refused`
    const output = openSync(file, 'w')
    const forTests = { CONSOLE_TEST: '', CONSOLE_PATIENCE: '' }
    const settings = { ...this.#env, ...forTests, PORT: String(await freePort()), ...env }
    const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'server/cli/start.ts'], {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...settings },
    })
    closeSync(output)
    // One that stays after all is asked to go, so that the server behind it goes too.
    const timer = setTimeout(() => child.kill('SIGTERM'), 90_000)
    const code = await ended(child, null).finally(() => clearTimeout(timer))
    return { code, output: readFileSync(file, 'utf8') }
  }

  /** Reads or changes its database as an administrator would; the embedded one only while the console is stopped. */
  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    if (this.databaseUrl) return administer(this.databaseUrl, sql, values)
    const database = await openEmbedded(path.join(this.dataDir, 'pglite'))
    try {
      return (await database.query<Record<string, unknown>>(sql, values)).rows
    } finally {
      await database.close()
    }
  }

  /** What Prometheus would read now. */
  async metrics(): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#metricsPort}/metrics`, { signal: AbortSignal.timeout(5_000) })
    if (!answer.ok) throw new Error(`The metrics answered ${answer.status}.`)
    return answer.text()
  }

  /** Stops it and leaves to the canary what it kept. */
  async close(): Promise<void> {
    // One that a test has stopped, or cannot be reached, has none.
    const metrics = await this.metrics().catch(() => null)
    if (metrics !== null) writeFileSync(`${this.logFile}.metrics`, metrics)
    await this.stop()
    await this.#proxy.close()
    if (this.databaseUrl) await dropDatabase(this.databaseUrl)
    else if (existsSync(path.join(this.dataDir, 'pglite'))) await dumpEmbedded(this.dataDir)
  }
}

/** Waits for the end; a process that ignores a signal for half a minute is killed. Null waits without a signal. */
export function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' | null): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise(resolve => {
    const timer = signal ? setTimeout(() => child.kill('SIGKILL'), 30_000) : undefined
    child.once('exit', code => {
      clearTimeout(timer)
      resolve(code)
    })
    if (signal) child.kill(signal)
  })
}

async function openEmbedded(folder: string) {
  const { PGlite } = await import('@electric-sql/pglite')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  return PGlite.create({ dataDir: folder, extensions: { pg_trgm } })
}

/** From a copy: the folder itself is searched as the console left it. */
export async function dumpEmbedded(dataDir: string): Promise<number> {
  const copy = `${dataDir}.copy`
  cpSync(path.join(dataDir, 'pglite'), copy, { recursive: true })
  const client = await openEmbedded(copy)
  try {
    return await dumpTables(
      async sql => (await client.query<Record<string, unknown>>(sql)).rows,
      path.basename(dataDir),
    )
  } finally {
    await client.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** Below the ports that outgoing connections get: one of theirs could take it before the console listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}
