import 'server-only'
import { randomUUID } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import type { RollupReview } from '@/lib/billing'
import { reviewRollupInput, undoReviewInput } from '@/lib/billing-inputs'
import { conflict, notFound } from '@/lib/errors'
import { accountTarget } from '../accounts/target'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Tx } from '../platform/db/client'
import { accounts, rollupReviews } from '../platform/db/schema'

/**
 * Finance's verdict on one account's rollup flag. Nothing is sent to Telnyx: only Telnyx support can change the flag.
 */
export const reviewRollup = defineCommand({
  action: 'rollup.review',
  permission: 'billing.review',
  input: reviewRollupInput,
  run: (ctx, input) =>
    ctx.db.transaction(async tx => {
      // Locked until the verdict is written, so that no sweep changes the flag in between.
      const [account] = await tx.select().from(accounts).where(eq(accounts.id, input.accountId)).for('update')
      if (!account) throw notFound('This account')
      if (account.missingSince) throw conflict('Telnyx no longer has this account.', 'There is nothing left to review.')
      if (account.rollupBilling === null)
        throw conflict('Telnyx has not reported this account’s rollup billing flag.', 'There is nothing to review yet.')
      if (account.rollupBilling !== input.flag) {
        throw conflict(
          `Rollup billing was ${flagWord(input.flag)} when you looked and is ${flagWord(account.rollupBilling)} now.`,
          'Nothing was recorded. Check the account again before you review it.',
        )
      }
      const [before] = await newestReviews(tx, account.id)
      const verdict = {
        id: randomUUID(),
        accountId: account.id,
        verdict: input.verdict,
        flag: input.flag,
        note: input.note || null,
        operatorId: ctx.actor.id,
        operatorName: ctx.actor.name,
        createdAt: ctx.now(),
      }
      await tx.insert(rollupReviews).values(verdict)
      await recordEvent(tx, ctx, {
        action: 'rollup.review',
        target: accountTarget(account),
        reason: input.note || null,
        detail: { rollupBilling: input.flag },
        changes: { rollupReview: [verdictOn(input.flag, before), input.verdict] },
        outcome: 'succeeded',
      })
      const { id, flag, note } = verdict
      const review: RollupReview = {
        id,
        verdict: input.verdict,
        flag,
        note,
        by: ctx.actor.name,
        at: verdict.createdAt.toISOString(),
      }
      return review
    }),
})

/**
 * Takes back the operator's own newest verdict: the account returns to its former state. The verdict leaves the queue's
 * table; the audit keeps both the verdict and its withdrawal.
 */
export const undoReview = defineCommand({
  action: 'rollup.undo',
  permission: 'billing.review',
  input: undoReviewInput,
  run: (ctx, { accountId, reviewId }) =>
    ctx.db.transaction(async tx => {
      // The same lock as for a verdict, so that the newest one stays the newest.
      const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for('update')
      if (!account) throw notFound('This account')
      const [newest, before] = await newestReviews(tx, account.id)
      if (newest?.id !== reviewId)
        throw conflict('A newer review of this account exists.', 'Nothing was changed. Reload the page to see it.')
      if (newest.operatorId !== ctx.actor.id)
        throw conflict(
          `This review was made by ${newest.operatorName}.`,
          'Only they can undo it. You can review the account yourself.',
        )
      await tx.delete(rollupReviews).where(eq(rollupReviews.id, newest.id))
      await recordEvent(tx, ctx, {
        action: 'rollup.undo',
        target: accountTarget(account),
        detail: { rollupBilling: newest.flag },
        changes: { rollupReview: [newest.verdict, verdictOn(newest.flag, before)] },
        outcome: 'succeeded',
      })
      return { accountId: account.id }
    }),
})

type Review = typeof rollupReviews.$inferSelect

/** The verdict that counts, and the one that it replaced. */
function newestReviews(tx: Tx, accountId: string): Promise<Review[]> {
  return tx
    .select()
    .from(rollupReviews)
    .where(eq(rollupReviews.accountId, accountId))
    .orderBy(desc(rollupReviews.createdAt), desc(rollupReviews.id))
    .limit(2)
}

/** A verdict as it applies to this flag: none when it was about the other value. */
function verdictOn(flag: boolean, review: Review | undefined): Review['verdict'] | null {
  return review?.flag === flag ? review.verdict : null
}

const flagWord = (flag: boolean) => (flag ? 'on' : 'off')
