import 'server-only'
import { and, count, eq, inArray, isNull, lte, min } from 'drizzle-orm'
import type { Services } from '../context'
import { commands, jobItems, jobs } from '../platform/db/schema'

const openStates = ['scheduled', 'in_flight', 'unknown'] as const
const openItems = ['waiting', 'running', 'checking', 'person'] as const

const counted = (rows: readonly { state: string; count: number }[]) =>
  new Map(rows.map(({ state, count }) => [state, count]))

/** Commands that have not ended, and since when the oldest unknown outcome is open. */
export async function openCommandCounts({ db, now }: Pick<Services, 'db' | 'now'>) {
  const [rows, due] = await Promise.all([
    db
      .select({ state: commands.state, count: count(), oldest: min(commands.sentAt) })
      .from(commands)
      .where(inArray(commands.state, [...openStates]))
      .groupBy(commands.state),
    db.$count(commands, and(eq(commands.state, 'scheduled'), isNull(commands.heldAt), lte(commands.dueAt, now()))),
  ])
  const oldestUnknownAt = rows.find(({ state }) => state === 'unknown')?.oldest ?? null
  return { states: openStates, byState: counted(rows), oldestUnknownAt, due }
}

/** Jobs by state, and the items that have not ended: both are read through indexes, however many have. */
export async function jobCounts({ db }: Pick<Services, 'db'>) {
  const [ofJobs, ofItems] = await Promise.all([
    db.select({ state: jobs.state, count: count() }).from(jobs).groupBy(jobs.state),
    Promise.all(openItems.map(async state => ({ state, count: await db.$count(jobItems, eq(jobItems.state, state)) }))),
  ])
  return { byState: counted(ofJobs), itemStates: openItems, itemsByState: counted(ofItems) }
}
