import 'server-only'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { count, isNull, min, sql } from 'drizzle-orm'
import { jobStates } from '@/lib/job'
import { accountStatuses } from '@/lib/managed-account'
import { readHead } from '../audit/append'
import type { Services } from '../context'
import { readMemory } from '../mirror/record'
import type { OpenDatabase } from '../platform/db/client'
import { accounts } from '../platform/db/schema'
import { metrics } from '../platform/metrics'
import { type Sample, type SampleGroup, samplesOf, secondsOf } from '../platform/metrics-collection'
import { steadyNow } from '../platform/steady-clock'
import { within } from '../platform/within'
import { databaseSize, freeBytes, tableSizes } from './database-size'
import { jobCounts, openCommandCounts } from './open-work'
import { version } from './status'

type Parts = {
  services: Services
  database: Pick<OpenDatabase, 'kind' | 'pool'>
  /** Of the embedded database; null = PostgreSQL */
  folder: string | null
  build: string | null
}

const lanes = ['click', 'bulk', 'sync'] as const
/** Counting reads whole tables, so it happens at most twice a minute. */
const countedEvery = 30_000
const readEvery = 15_000

/** The groups of gauges that a scrape reads. A group that fails does not affect the others. */
export function metricGroups({ services, database, folder, build }: Parts): SampleGroup[] {
  const { db } = services
  return [
    { name: 'process', everyMs: 0, read: processReader(database.kind, build) },
    { name: 'telnyx', everyMs: 0, read: () => ofTelnyx(services) },
    { name: 'pool', everyMs: 0, read: () => ofPool(database.pool) },
    { name: 'database', everyMs: 0, read: () => ofDatabase(services) },
    { name: 'sync', everyMs: readEvery, read: () => ofSync(services) },
    { name: 'commands', everyMs: readEvery, read: () => ofCommands(services) },
    { name: 'jobs', everyMs: readEvery, read: () => ofJobs(services) },
    { name: 'audit', everyMs: 0, read: () => ofAudit(services) },
    { name: 'accounts', everyMs: countedEvery, read: () => ofAccounts(services) },
    { name: 'sizes', everyMs: countedEvery, read: () => ofSizes(db) },
    { name: 'disk', everyMs: readEvery, read: () => ofDisk(services, folder) },
  ]
}

function processReader(kind: OpenDatabase['kind'], build: string | null): () => Sample[] {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const labels = { version, build: build ?? 'unknown', node: process.versions.node, database: kind }
    return [
      { gauge: metrics().utilization, value: utilization },
      { gauge: metrics().clock, value: Date.now() / 1_000 },
      { gauge: metrics().build, labels, value: 1 },
    ]
  }
}

function ofTelnyx({ telnyx }: Services): Sample[] {
  const { limit, remaining, windowMs, blockedUntil, waiting, busy, part, breaker } = telnyx.limiter.snapshot()
  const m = metrics()
  return [
    { gauge: m.telnyxDown, value: breaker === 'open' ? 1 : 0 },
    { gauge: m.telnyxAnswered, value: secondsOf(telnyx.health().lastAnswerAt) },
    { gauge: m.rateLimit, value: limit },
    { gauge: m.rateLeft, value: remaining },
    { gauge: m.rateWindow, value: windowMs === null ? null : windowMs / 1_000 },
    { gauge: m.rateShare, value: part },
    { gauge: m.rateBlocked, value: blockedUntil === null ? 0 : Math.max(0, blockedUntil - steadyNow()) / 1_000 },
    ...samplesOf(m.waiting, 'lane', lanes, new Map(Object.entries(waiting))),
    ...samplesOf(m.inFlight, 'lane', lanes, new Map(Object.entries(busy))),
  ]
}

function ofPool(pool: OpenDatabase['pool']): Sample[] {
  if (!pool) return []
  const { totalCount, idleCount, waitingCount, options } = pool
  const m = metrics()
  const counted = new Map(Object.entries({ idle: idleCount, busy: totalCount - idleCount }))
  return [
    ...samplesOf(m.poolConnections, 'state', ['idle', 'busy'], counted),
    { gauge: m.poolMax, value: options.max },
    { gauge: m.poolWaiting, value: waitingCount },
  ]
}

/** Milliseconds, fewer than a group has: no answer is 0, not a group that could not be read. */
const answersWithin = 1_500

async function ofDatabase({ db }: Services): Promise<Sample[]> {
  const value = await within(answersWithin, db.execute(sql`select 1`)).then(
    () => 1,
    () => 0,
  )
  return [{ gauge: metrics().databaseUp, value }]
}

async function ofSync({ db }: Services): Promise<Sample[]> {
  const { asOf } = await readMemory(db)
  return [{ gauge: metrics().sweptAt, value: secondsOf(asOf) }]
}

async function ofCommands(services: Services): Promise<Sample[]> {
  const { states, byState, oldestUnknownAt, due } = await openCommandCounts(services)
  const m = metrics()
  return [
    ...samplesOf(m.commandsOpen, 'state', states, byState),
    { gauge: m.commandsDue, value: due },
    { gauge: m.oldestUnknown, value: secondsOf(oldestUnknownAt) },
  ]
}

async function ofJobs(services: Services): Promise<Sample[]> {
  const { byState, itemStates, itemsByState } = await jobCounts(services)
  return [
    ...samplesOf(metrics().jobs, 'state', jobStates, byState),
    ...samplesOf(metrics().itemsOpen, 'state', itemStates, itemsByState),
  ]
}

async function ofAudit({ db, auditChain }: Services): Promise<Sample[]> {
  const head = await readHead(db)
  return [
    { gauge: metrics().auditRows, value: head?.rows ?? null },
    { gauge: metrics().checkpointAt, value: secondsOf(auditChain.checkpoints?.coveredAt) },
  ]
}

async function ofAccounts({ db }: Services): Promise<Sample[]> {
  const rows = await db
    .select({
      status: accounts.status,
      count: count(),
      known: count(accounts.balanceObservedAt),
      oldest: min(accounts.balanceObservedAt),
    })
    .from(accounts)
    .where(isNull(accounts.missingSince))
    .groupBy(accounts.status)
  const oldest = rows.flatMap(row => row.oldest?.getTime() ?? [])
  const m = metrics()
  return [
    ...samplesOf(m.accounts, 'status', accountStatuses, new Map(rows.map(row => [row.status, row.count]))),
    { gauge: m.balancesKnown, value: rows.reduce((sum, row) => sum + row.known, 0) },
    { gauge: m.oldestBalance, value: oldest.length === 0 ? null : Math.min(...oldest) / 1_000 },
  ]
}

async function ofSizes(db: Services['db']): Promise<Sample[]> {
  const [{ bytes }, tables] = await Promise.all([databaseSize(db), tableSizes(db)])
  return [
    { gauge: metrics().databaseBytes, value: bytes },
    ...tables.map(({ name, bytes }) => ({ gauge: metrics().tableBytes, labels: { table: name }, value: bytes })),
  ]
}

/** The disk of a PostgreSQL server is not visible from here. */
async function ofDisk({ auditChain }: Services, folder: string | null): Promise<Sample[]> {
  const places = { data: folder, checkpoints: auditChain.checkpoints && path.dirname(auditChain.checkpoints.file) }
  const known = Object.entries(places).flatMap(([place, where]) => (where ? [{ place, where }] : []))
  return Promise.all(
    known.map(async ({ place, where }) => ({
      gauge: metrics().diskFree,
      labels: { place },
      // A folder that is gone says nothing about the other one.
      value: await freeBytes(where).catch(() => {
        metrics().collectErrors.inc({ group: 'disk' })
        return null
      }),
    })),
  )
}
