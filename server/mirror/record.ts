import 'server-only'
import { randomUUID } from 'node:crypto'
import { desc, eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Problem } from '@/lib/errors'
import type { Services } from '../context'
import type { Db } from '../platform/db/client'
import { snapshots, syncRuns } from '../platform/db/schema'

export type SweepTrigger = 'start' | 'interval' | 'manual'

export type SweepResult = {
  state: 'succeeded' | 'failed'
  startedAt: Date
  finishedAt: Date
  /** Requested pages and single accounts; retries inside the edge are not counted. */
  requests: number
  /** Accounts per list of Telnyx; empty when none was read. */
  counts: Record<string, number>
  /** Rows of the mirror that were written. */
  changed: number
  problem: Problem | null
  /** The lists were read to their end, and have accounts of this manager, whether or not their figures add up. */
  read: boolean
}

export type Progress = Pick<SweepResult, 'requests' | 'counts' | 'changed'>

const runsKept = 500
const memoryKey = 'sync_state'

const memoryShape = z
  .object({
    asOf: z.string().nullable(),
    nextAt: z.string().nullable(),
    statusFilterIgnored: z.boolean(),
    /** The last sweep found far fewer accounts than the mirror has. */
    short: z.boolean(),
    error: z
      .object({
        message: z.string(),
        hint: z.string().exactOptional(),
        requestId: z.string().exactOptional(),
        at: z.string(),
      })
      .nullable(),
  })
  .partial()

/** Facts that outlive a sweep: old runs are deleted, these are not. */
type SyncMemory = z.infer<typeof memoryShape>

export async function readMemory(db: Db): Promise<SyncMemory> {
  const [row] = await db.select().from(snapshots).where(eq(snapshots.key, memoryKey))
  return memoryShape.safeParse(row?.value).data ?? {}
}

export async function remember(services: Services, news: SyncMemory): Promise<void> {
  await services.db
    .insert(snapshots)
    .values({ key: memoryKey, value: news, observedAt: services.now() })
    .onConflictDoUpdate({
      target: snapshots.key,
      set: { value: sql`${snapshots.value} || excluded.value`, observedAt: sql`excluded.observed_at` },
    })
}

type Run = { id: string; startedAt: Date }

export async function beginRun(services: Services, trigger: SweepTrigger): Promise<Run> {
  const run = { id: randomUUID(), startedAt: services.now() }
  // One sweeper per database: a run that still counts as running has lost its process.
  await services.db
    .update(syncRuns)
    .set({ state: 'failed', finishedAt: run.startedAt, error: 'The console stopped during this sync.' })
    .where(eq(syncRuns.state, 'running'))
  await services.db.insert(syncRuns).values({ ...run, trigger, state: 'running' })
  return run
}

/** @param silent the sweep was cancelled: it says nothing about Telnyx, and the last error is kept */
export async function endRun(
  services: Services,
  run: Run,
  progress: Progress,
  problem: Problem | null,
  silent = false,
): Promise<Omit<SweepResult, 'read'>> {
  const finishedAt = services.now()
  const state = problem ? 'failed' : 'succeeded'
  await services.db
    .update(syncRuns)
    .set({ ...progress, state, finishedAt, error: problem?.message ?? null, requestId: problem?.requestId ?? null })
    .where(eq(syncRuns.id, run.id))
  if (!silent) await remember(services, outcome(problem, finishedAt))
  await trimRuns(services.db)
  return { ...progress, state, startedAt: run.startedAt, finishedAt, problem }
}

function outcome(problem: Problem | null, finishedAt: Date): SyncMemory {
  const at = finishedAt.toISOString()
  if (!problem) return { asOf: at, error: null }
  const { message, hint, requestId } = problem
  return { error: { message, at, ...(hint && { hint }), ...(requestId && { requestId }) } }
}

async function trimRuns(db: Db): Promise<void> {
  const [oldestKept] = await db
    .select({ startedAt: syncRuns.startedAt })
    .from(syncRuns)
    .orderBy(desc(syncRuns.startedAt))
    .offset(runsKept - 1)
    .limit(1)
  if (oldestKept) await db.delete(syncRuns).where(lt(syncRuns.startedAt, oldestKept.startedAt))
}
