import 'server-only'
import { and, asc, eq, gt, lte } from 'drizzle-orm'
import { exportColumnsOf } from '@/lib/account-export'
import { conflict, notFound } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../../context'
import { jobItems, jobs } from '../../platform/db/schema'
import { mayExport, sendFile } from './export'

/** The accounts of an ended export, as known now. Throws not_found, conflict while it runs, and errors of an export. */
export async function fileOfJob(
  ctx: Ctx<OperatorActor>,
  { jobId, signal }: { jobId: string; signal?: AbortSignal },
): Promise<Response> {
  const [job] = await ctx.db.select().from(jobs).where(eq(jobs.id, jobId))
  if (job?.kind !== 'accounts.export') throw notFound('This file')
  if (!job.finishedAt)
    throw conflict('The balances are still being read.', 'You can download the file when the job has ended.')
  const columns = exportColumnsOf(String(job.parameters.columns))
  await mayExport(ctx, columns)
  const idsOf = async (from: number, to: number) => {
    const rows = await ctx.db
      .select({ id: jobItems.accountId })
      .from(jobItems)
      .where(and(eq(jobItems.jobId, jobId), gt(jobItems.position, from), lte(jobItems.position, to)))
      .orderBy(asc(jobItems.position))
    return rows.flatMap(({ id }) => id ?? [])
  }
  const source = { count: job.total, scope: String(job.parameters.scope), job: jobId, idsOf }
  return sendFile(ctx, source, columns, signal)
}
