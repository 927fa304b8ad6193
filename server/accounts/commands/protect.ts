import 'server-only'
import { eq } from 'drizzle-orm'
import { protectAccountInput } from '@/lib/account-inputs'
import { recordEvent } from '../../audit/record'
import { defineCommand } from '../../commands/define'
import { accounts } from '../../platform/db/schema'
import { accountTarget, findAccount } from '../target'

/** Sets, rewords or removes the protected mark. The mark exists only in the console; nothing is sent to Telnyx. */
export const protectAccount = defineCommand({
  action: 'account.protect',
  permission: 'accounts.protect',
  input: protectAccountInput,
  run: async (ctx, input) => {
    const account = await findAccount(ctx, input.accountId)
    await ctx.db.transaction(async tx => {
      const [before] = await tx
        .select({ reason: accounts.protectedReason })
        .from(accounts)
        .where(eq(accounts.id, account.id))
        .for('update')
      await tx
        .update(accounts)
        .set(
          input.protect
            ? { protectedReason: input.reason, protectedBy: ctx.actor.name, protectedAt: ctx.now() }
            : { protectedReason: null, protectedBy: null, protectedAt: null },
        )
        .where(eq(accounts.id, account.id))
      await recordEvent(tx, ctx, {
        action: 'account.protect',
        target: accountTarget(account),
        reason: input.reason,
        changes: { protected: [(before?.reason ?? null) !== null, input.protect] },
        outcome: 'succeeded',
      })
    })
    return null
  },
})
