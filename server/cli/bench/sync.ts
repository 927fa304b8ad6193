// Worker: `node --conditions=react-server --import tsx server/cli/bench/sync.ts SIZE [DATABASE_URL]` prints one line of
// JSON: the cost of keeping the mirror up to date.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { and, eq, sql } from 'drizzle-orm'
import { sweptStatuses } from '../../../lib/managed-account'
import type { Services } from '../../context'
import { bindDatabase } from '../../mirror/binding'
import { sweep } from '../../mirror/sweep'
import { accounts } from '../../platform/db/schema'
import { createLogger } from '../../platform/log'
import { createTelnyx } from '../../telnyx/client'
import { round } from './figures'
import { startSandboxProcess } from './sandbox-process'
import { openWorker } from './worker'

export type SweepFigures = {
  seconds: number
  /** Processor time of this process; it includes the embedded database, but not PostgreSQL. */
  cpuSeconds: number
  accountsPerSecond: number
  /** HTTP requests sent, retries included. */
  requests: number
  /** The sum over the statuses of max(1, ceil(n / 250)). */
  leastRequests: number
  /** Rows of the mirror that were written. */
  written: number
  /** Delay of a 10 ms timer. */
  loopP99Ms: number
  loopMaxMs: number
  peakRssMb: number
  /** 429 answers. */
  rate429: number
}

export type SyncFigures = {
  size: number
  database: 'PGlite' | 'PostgreSQL'
  firstSync: SweepFigures
  /** A sweep that finds nothing new. */
  steady: SweepFigures
  /** A sweep that finds 1 % of the accounts renamed, and every fourth of these disabled too. */
  changed: SweepFigures
}

type Tries = { all: number; refused: number }

const { size, database, services: usual, print } = await openWorker()

async function measure(): Promise<SyncFigures> {
  const sandbox = await startSandboxProcess({ accounts: size })
  try {
    const tries: Tries = { all: 0, refused: 0 }
    const services: Services = {
      ...usual,
      telnyx: createTelnyx({
        apiKey: 'sandbox',
        baseUrl: sandbox.url,
        onCall: ({ status, outcome }) => {
          if (outcome === 'circuit_open' || outcome === 'cancelled') return
          tries.all += 1
          if (status === 429) tries.refused += 1
        },
      }),
      log: createLogger('warn', [], line => process.stderr.write(line)),
      settings: { ...usual.settings, baseUrl: sandbox.url },
    }
    await bindDatabase(services)
    const firstSync = await measured(services, tries, true)
    const steady = await measured(services, tries, false)
    await changeOnePercent(services, new URL(sandbox.url).origin)
    const changed = await measured(services, tries, false)
    return { size, database, firstSync, steady, changed }
  } finally {
    sandbox.child.kill('SIGTERM')
  }
}

async function measured(services: Services, tries: Tries, first: boolean): Promise<SweepFigures> {
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
    seconds: round(seconds, 1),
    cpuSeconds: round((user + system) / 1e6, 1),
    accountsPerSecond: Math.round(listed / seconds),
    requests: tries.all,
    leastRequests: ofStatuses.reduce((sum, n) => sum + Math.max(1, Math.ceil(n / 250)), 0),
    written: result.changed,
    loopP99Ms: round(loop.percentile(99) / 1e6, 1),
    loopMaxMs: round(loop.max / 1e6, 1),
    peakRssMb: Math.round(peak / 1024 / 1024),
    rate429: tries.refused,
  }
}

async function changeOnePercent(services: Services, origin: string): Promise<void> {
  const chosen = await services.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.status, 'enabled'), sql`hashtext(${accounts.id}::text) % 100 = 0`))
  for (const [index, { id }] of chosen.entries()) {
    const answer = await fetch(`${origin}/__sandbox/accounts/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ organization_name: `Renamed ${index}`, ...(index % 4 === 0 && { status: 'disabled' }) }),
    })
    if (!answer.ok) throw new Error(`The sandbox refused a change: ${await answer.text()}`)
  }
}

await print(measure)
