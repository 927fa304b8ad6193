import 'server-only'
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { acknowledgeDriftInput } from '@/lib/account-inputs'
import type { Changes } from '@/lib/audit'
import { mayAcknowledge } from '@/lib/drift'
import { conflict } from '@/lib/errors'
import { recordEvent } from '../../audit/record'
import { authorize, defineCommand } from '../../commands/define'
import { drift } from '../../platform/db/schema'
import { accountTarget, findAccount } from '../target'

/** A person has seen changes made outside the console: only those that were on the screen. A newer one stays open. */
export const acknowledgeDrift = defineCommand({
  action: 'drift.acknowledge',
  permission: 'drift.acknowledge',
  input: acknowledgeDriftInput,
  run: async (ctx, input) => {
    const account = await findAccount(ctx, input.accountId)
    const which = and(eq(drift.accountId, account.id), inArray(drift.id, input.ids))
    const asked = await ctx.db.select({ field: drift.field }).from(drift).where(which)
    if (!asked.every(({ field }) => mayAcknowledge(ctx.actor.role, field))) {
      await authorize(ctx, 'drift.acknowledge_any', 'drift.acknowledge')
    }
    await ctx.db.transaction(async tx => {
      const seen = await tx
        .update(drift)
        .set({ acknowledgedAt: ctx.now(), acknowledgedById: ctx.actor.id, acknowledgedByName: ctx.actor.name })
        .where(and(which, isNotNull(drift.confirmedAt), isNull(drift.acknowledgedAt)))
        .returning({ field: drift.field, before: drift.before, after: drift.after })
      if (seen.length === 0) throw conflict('These changes are already marked as seen.')
      const changes: Changes = Object.fromEntries(seen.map(one => [one.field, [one.before, one.after]]))
      await recordEvent(tx, ctx, {
        action: 'drift.acknowledge',
        target: accountTarget(account),
        reason: input.note || null,
        changes,
        outcome: 'succeeded',
      })
    })
    return null
  },
})
