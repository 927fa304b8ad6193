// The console's side of server/cli/bench-sync.ts. It and the sandbox have a process each, so that neither's work and memory count as
// the other's.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { sweptStatuses } from '@/lib/managed-account'
import { bindDatabase } from '../binding'
import type { Services } from '../context'
import { openDatabase } from '../db/client'
import { createLogger } from '../log'
import { sweep } from '../sync/sweep'
import { createTelnyx } from '../telnyx/client'
import type { SweepFigures, SyncFigures } from './bench-sync'

const root = path.resolve(import.meta.dirname, '../..')

async function measureHere(accounts: number, databaseUrl: string | null): Promise<SyncFigures> {
  const sandbox = await startSandboxProcess(accounts)
  const database = await temporaryDatabase(databaseUrl)
  try {
    const tries = { all: 0, refused: 0 }
    const services: Services = {
      db: database.db,
      telnyx: createTelnyx({
        apiKey: 'sandbox',
        baseUrl: `${sandbox.origin}/v2`,
        onCall: ({ status, outcome }) => {
          if (outcome === 'circuit_open' || outcome === 'cancelled') return
          tries.all += 1
          if (status === 429) tries.refused += 1
        },
      }),
      log: createLogger('warn', [], line => process.stderr.write(line)),
      now: () => new Date(),
      settings: {
        listLag: 30,
        syncInterval: 60,
        accountCap: accounts,
        mode: 'demo',
        baseUrl: `${sandbox.origin}/v2`,
      },
    }
    await bindDatabase(services)
    const firstSync = await measured(services, tries, true)
    const steady = await measured(services, tries, false)
    await changeOnePercent(services, sandbox.origin)
    return { firstSync, steady, changed: await measured(services, tries, false) }
  } finally {
    await database.close()
    sandbox.process.kill('SIGTERM')
  }
}

async function measured(
  services: Services,
  tries: { all: number; refused: number },
  first: boolean,
): Promise<SweepFigures> {
  tries.all = 0
  tries.refused = 0
  let peak = process.memoryUsage.rss()
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const loop = monitorEventLoopDelay({ resolution: 10 })
  loop.enable()
  const cpu = process.cpuUsage()
  const started = performance.now()
  const result = await sweep(services, first ? 'start' : 'interval', { everything: first })
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  loop.disable()
  clearInterval(sampling)
  if (result.problem) throw new Error(result.problem.message)
  const ofStatuses = sweptStatuses.map(status => result.counts[status] ?? 0)
  const listed = ofStatuses.reduce((sum, n) => sum + n, 0)
  return {
    seconds: round(seconds),
    cpuSeconds: round((user + system) / 1e6),
    accountsPerSecond: Math.round(listed / seconds),
    requests: tries.all,
    leastRequests: ofStatuses.reduce((sum, n) => sum + Math.max(1, Math.ceil(n / 250)), 0),
    written: result.changed,
    loopP99Ms: round(loop.percentile(99) / 1e6),
    loopMaxMs: round(loop.max / 1e6),
    peakRssMb: Math.round(peak / 1024 / 1024),
    rate429: tries.refused,
  }
}

const round = (value: number) => Math.round(value * 10) / 10

async function changeOnePercent(services: Services, origin: string): Promise<void> {
  const { rows } = (await services.db.execute(
    sql`select id from accounts where status = 'enabled' and hashtext(id::text) % 100 = 0`,
  )) as unknown as { rows: { id: string }[] }
  for (const [index, { id }] of rows.entries()) {
    const answer = await fetch(`${origin}/__sandbox/accounts/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ organization_name: `Renamed ${index}`, ...(index % 4 === 0 && { status: 'disabled' }) }),
    })
    if (!answer.ok) throw new Error(`The sandbox refused a change: ${await answer.text()}`)
  }
}

async function startSandboxProcess(accounts: number): Promise<{ origin: string; process: ChildProcess }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'server/sandbox/main.ts', '--port', '0', '--accounts', String(accounts)],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const origin = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', chunk => {
      said += String(chunk)
      const url = /URL\s+(http:\/\/[^\s/]+)/.exec(said)?.[1]
      if (url) resolve(url)
    })
    child.once('exit', code => reject(new Error(`The sandbox ended with ${code}.`)))
  })
  return { origin, process: child }
}

async function temporaryDatabase(serverUrl: string | null) {
  if (serverUrl === null) {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-bench-'))
    const opened = await openDatabase({ dataDir })
    return {
      db: opened.db,
      close: async () => {
        await opened.close()
        rmSync(dataDir, { recursive: true, force: true })
      },
    }
  }
  const name = `bench_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `create database ${name}`)
  const own = new URL(serverUrl)
  own.pathname = `/${name}`
  const opened = await openDatabase({ databaseUrl: own.href, dataDir: '' })
  return {
    db: opened.db,
    close: async () => {
      await opened.close()
      await administer(serverUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const figures = await measureHere(Number(process.argv[2]), process.argv[3] || null)
process.stdout.write(`${JSON.stringify(figures)}\n`)
