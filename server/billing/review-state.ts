import 'server-only'
import { desc, type SQL, sql } from 'drizzle-orm'
import type { ReviewState } from '@/lib/billing'
import type { Db, Tx } from '../platform/db/client'
import { accounts, rollupReviews } from '../platform/db/schema'

/** The newest verdict of each account, for joins. */
export function latestReviews(db: Db | Tx) {
  return db
    .selectDistinctOn([rollupReviews.accountId])
    .from(rollupReviews)
    .orderBy(rollupReviews.accountId, desc(rollupReviews.createdAt), desc(rollupReviews.id))
    .as('latest')
}

export type LatestReviews = ReturnType<typeof latestReviews>

/**
 * A verdict counts only while the flag has the value it was given for; after a change the account is back in the queue.
 */
export function reviewState(latest: LatestReviews): SQL<ReviewState> {
  return sql<ReviewState>`case
    when ${accounts.rollupBilling} is null then 'untold'
    when ${latest.id} is null then 'new'
    when ${latest.flag} <> ${accounts.rollupBilling} then 'changed'
    else ${latest.verdict}
  end`
}
