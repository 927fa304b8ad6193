import 'server-only'
import { and, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '../../platform/db/client'
import { commands, jobItems, jobs } from '../../platform/db/schema'
import type { Job } from './claim'
import { rivalsOf } from './kinds'

/** Whether a newer change of the same fact was requested since this job started: only the newest intent may be sent. */
export async function newerIntent(db: Db | Tx, job: Job, accountId: string): Promise<boolean> {
  const rivals = rivalsOf(job.kind)
  const [clicked] = await db
    .select({ id: commands.id })
    .from(commands)
    .where(
      and(
        eq(commands.targetKind, 'account'),
        eq(commands.targetId, accountId),
        inArray(commands.action, rivals.actions),
        gt(commands.sentAt, job.intentAt),
        sql`${commands.jobId} is null`,
        inArray(commands.state, ['scheduled', 'in_flight', 'unknown', 'succeeded']),
      ),
    )
    .limit(1)
  if (clicked) return true
  const [other] = await db
    .select({ id: jobItems.jobId })
    .from(jobItems)
    .innerJoin(jobs, eq(jobs.id, jobItems.jobId))
    .where(
      and(
        eq(jobItems.accountId, accountId),
        ne(jobItems.jobId, job.id),
        inArray(jobs.kind, rivals.kinds),
        gt(jobs.intentAt, job.intentAt),
        ne(jobs.state, 'waiting'),
        inArray(jobItems.state, ['waiting', 'running', 'checking', 'person', 'succeeded']),
      ),
    )
    .limit(1)
  return other !== undefined
}
