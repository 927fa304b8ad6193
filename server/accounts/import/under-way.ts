import 'server-only'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Db, Tx } from '../../platform/db/client'
import { commands, jobItems, jobs } from '../../platform/db/schema'

/** Accounts that are being created: sent and not ended, or an import line that waits for its turn. Name by e-mail. */
export async function createsUnderWay(db: Db | Tx): Promise<Map<string, string>> {
  const sent = db
    .select({ name: sql<string>`${commands.input} ->> 'name'`, email: sql<string>`${commands.input} ->> 'email'` })
    .from(commands)
    .where(and(eq(commands.action, 'account.create'), inArray(commands.state, ['in_flight', 'unknown'])))
  const waiting = db
    .select({ name: sql<string>`${jobItems.label}`, email: sql<string>`${jobItems.input} ->> 'email'` })
    .from(jobItems)
    .innerJoin(jobs, eq(jobs.id, jobItems.jobId))
    .where(and(eq(jobs.kind, 'accounts.import'), eq(jobItems.state, 'waiting')))
  return new Map((await unionAll(sent, waiting)).map(({ name, email }) => [email, name]))
}
