import 'server-only'
import { eq } from 'drizzle-orm'
import { isSameThreshold, readThreshold } from '@/lib/credit-threshold'
import { accountThresholdInput } from '@/lib/credit-threshold-inputs'
import { conflict } from '@/lib/errors'
import { recordEvent } from '../../audit/record'
import { defineCommand } from '../../commands/define'
import { accounts } from '../../platform/db/schema'
import { accountTarget, knownAccount } from '../target'

/** Sets the low credit threshold of one account. An empty amount restores that of its currency. */
export const setAccountThreshold = defineCommand({
  action: 'account.credit_threshold',
  permission: 'billing.thresholds',
  input: accountThresholdInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    const after = readThreshold(input.amount)
    await ctx.db.transaction(async tx => {
      const [now] = await tx
        .select({ before: accounts.creditThreshold, rollup: accounts.rollupBilling })
        .from(accounts)
        .where(eq(accounts.id, account.id))
        .for('update')
      if (now?.rollup !== false) {
        throw conflict(
          now?.rollup
            ? 'This account shares the manager account’s balance, so it has no threshold.'
            : 'Telnyx has not reported how this account is billed, so it has no threshold.',
          'Nothing was changed.',
        )
      }
      if (isSameThreshold(now.before, after)) return
      await tx.update(accounts).set({ creditThreshold: after }).where(eq(accounts.id, account.id))
      await recordEvent(tx, ctx, {
        action: 'account.credit_threshold',
        target: accountTarget(account),
        detail: { currency: account.currency },
        changes: { creditThreshold: [now.before, after] },
        outcome: 'succeeded',
      })
    })
    return null
  },
})
