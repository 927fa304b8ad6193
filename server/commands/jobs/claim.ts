import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { readingKinds } from '@/lib/job'
import type { Services } from '../../context'
import type { Db, Tx } from '../../platform/db/client'
import { rowsOf } from '../../platform/db/rows'
import { jobItems, jobs } from '../../platform/db/schema'
import { hasEnded } from '../../platform/heartbeat'
import { metrics } from '../../platform/metrics'
import { sendingGoesOn } from '../sending/stop'

export type Job = typeof jobs.$inferSelect
export type Item = typeof jobItems.$inferSelect
/** An item that this worker holds until its lease ends, and that another worker may take afterwards. */
export type Claimed = { job: Job; item: Item; token: string }

/** Longer than the time between two renewals. The lease of a process that is known to have ended is free at once. */
const leaseMs = 20_000

/** The lease of an item was lost, or its job no longer runs: nothing may be sent for it. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
}

const taken = rowsOf({ jobId: z.string(), position: z.number() })

const ofItem = (item: Pick<Item, 'jobId' | 'position'>) =>
  and(eq(jobItems.jobId, item.jobId), eq(jobItems.position, item.position))

/** The item, if this worker still holds it. */
const stillHeld = ({ item, token }: Claimed) =>
  and(ofItem(item), eq(jobItems.leaseToken, token), eq(jobItems.state, 'waiting'))

const notHeld = { leaseToken: null, leaseUntil: null, nextAt: null }

/** Takes the next item of the running job with the lowest position, so that a small job need not wait. Null = none now. */
export async function claimNext(services: Services): Promise<Claimed | null> {
  const token = randomUUID()
  const now = services.now()
  // As a separate CTE: inside the update's condition PostgreSQL could run it, and lock a row, more than once.
  const answer = await services.db.execute(sql`
    with free as materialized (
      select i.job_id, i.position from job_items i join jobs j on j.id = i.job_id
      where i.state = 'waiting' and j.state = 'running' and (${inArray(sql`j.kind`, readingKinds)} or ${sendingGoesOn})
        and (i.next_at is null or i.next_at <= ${now.toISOString()}::timestamptz)
        and (
          i.lease_until is null or i.lease_until <= ${now.toISOString()}::timestamptz
          or ${hasEnded(sql`i.lease_process_id`)}
        )
      order by i.position, i.job_id limit 1 for update of i skip locked
    )
    update job_items i set lease_token = ${token}::uuid,
      lease_until = ${new Date(now.getTime() + leaseMs).toISOString()}::timestamptz,
      lease_process_id = ${services.heartbeat.life().id}::uuid
    from free where i.job_id = free.job_id and i.position = free.position
    returning i.job_id as "jobId", i.position`)
  const [key] = taken.parse(answer)
  if (!key) return null
  const [found] = await services.db
    .select({ item: jobItems, job: jobs })
    .from(jobItems)
    .innerJoin(jobs, eq(jobs.id, jobItems.jobId))
    .where(ofItem(key))
  return found ? { ...found, token } : null
}

/** Renews a lease that this worker still holds; false when it was lost. */
export async function renewClaim(services: Services, claimed: Claimed): Promise<boolean> {
  const rows = await services.db
    .update(jobItems)
    .set({ leaseUntil: new Date(services.now().getTime() + leaseMs) })
    .where(stillHeld(claimed))
    .returning({ position: jobItems.position })
  return rows.length > 0
}

/** Releases an item that was not sent; nobody takes it before `nextAt`. */
export async function releaseClaim(
  services: Services,
  claimed: Claimed,
  nextAt: Date | null,
  tried: Partial<Pick<Item, 'attempts' | 'problem'>> = {},
): Promise<void> {
  await services.db
    .update(jobItems)
    .set({ ...tried, ...notHeld, nextAt })
    .where(stillHeld(claimed))
}

/**
 * Runs in the transaction that records the call: the lease is still held and the job still runs. The job's row is
 * locked until the commit, so that a pause or a cancel comes either before this call or after it. Throws ClaimLost.
 */
export async function bindClaim(tx: Tx, claimed: Claimed, commandId: string): Promise<void> {
  const [job] = await tx.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, claimed.job.id)).for('share')
  if (job?.state !== 'running') throw new ClaimLost()
  const bound = await tx
    .update(jobItems)
    .set({ state: 'running', commandId, attempts: sql`${jobItems.attempts} + 1`, ...notHeld, problem: null })
    .where(stillHeld(claimed))
    .returning({ position: jobItems.position })
  if (bound.length === 0) throw new ClaimLost()
}

/** Ends an item without a call: the change holds already, or is not possible. False when the lease was lost. */
export async function endClaim(
  services: Services,
  claimed: Claimed,
  end: Pick<Item, 'state' | 'problem'> & Partial<Pick<Item, 'accountId' | 'attempts'>>,
): Promise<boolean> {
  const rows = await services.db
    .update(jobItems)
    .set({ ...end, ...notHeld, finishedAt: services.now() })
    .where(stillHeld(claimed))
    .returning({ position: jobItems.position })
  if (rows.length > 0) metrics().items.inc({ outcome: end.state })
  return rows.length > 0
}

/** The embedded database has one process: at its start nobody works on an item. */
export async function forgetClaims(db: Db): Promise<void> {
  await db
    .update(jobItems)
    .set({ leaseToken: null, leaseUntil: null })
    .where(and(eq(jobItems.state, 'waiting'), isNotNull(jobItems.leaseToken)))
}
