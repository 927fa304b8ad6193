import 'server-only'
import { randomUUID } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import { reviewRollupInput } from '@/lib/billing-inputs'
import { conflict, notFound } from '@/lib/errors'
import { accountTarget } from '../accounts/target'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../command'
import { accounts, rollupReviews } from '../db/schema'

/** Finance's verdict on one account's rollup flag. Telnyx hears nothing of it: only its support can change the flag. */
export const reviewRollup = defineCommand({
  action: 'rollup.review',
  permission: 'billing.review',
  input: reviewRollupInput,
  run: (ctx, input) =>
    ctx.db.transaction(async tx => {
      // Held until the verdict is written, so that no sweep changes the flag in between.
      const [account] = await tx.select().from(accounts).where(eq(accounts.id, input.accountId)).for('update')
      if (!account) throw notFound('This account')
      if (account.missingSince)
        throw conflict('Telnyx no longer knows this account.', 'There is nothing left to judge.')
      if (account.rollupBilling === null)
        throw conflict('Telnyx has not said this account’s rollup billing flag.', 'There is nothing to judge yet.')
      if (account.rollupBilling !== input.flag) {
        throw conflict(
          `Rollup billing was ${flagWord(input.flag)} when you looked and is ${flagWord(account.rollupBilling)} now.`,
          'Nothing was recorded. Look at the account again before you judge it.',
        )
      }
      const [before] = await tx
        .select({ verdict: rollupReviews.verdict, flag: rollupReviews.flag })
        .from(rollupReviews)
        .where(eq(rollupReviews.accountId, account.id))
        .orderBy(desc(rollupReviews.createdAt), desc(rollupReviews.id))
        .limit(1)
      const stood = before && before.flag === input.flag ? before.verdict : null
      await tx.insert(rollupReviews).values({
        id: randomUUID(),
        accountId: account.id,
        verdict: input.verdict,
        flag: input.flag,
        note: input.note || null,
        operatorId: ctx.actor.id,
        operatorName: ctx.actor.name,
        createdAt: ctx.now(),
      })
      await recordEvent(tx, ctx, {
        action: 'rollup.review',
        target: accountTarget(account),
        reason: input.note || null,
        detail: { rollupBilling: input.flag },
        changes: { rollupReview: [stood, input.verdict] },
        outcome: 'succeeded',
      })
      return { accountId: account.id, verdict: input.verdict }
    }),
})

const flagWord = (flag: boolean) => (flag ? 'on' : 'off')
