import 'server-only'
import { and, eq, sql } from 'drizzle-orm'
import { markConnectionsInput } from '@/lib/account-inputs'
import { conflict } from '@/lib/errors'
import { recordEvent } from '../../audit/record'
import { defineCommand } from '../../commands/define'
import { commands } from '../../platform/db/schema'
import { accountTarget, findAccount } from '../target'

/** A person states that connections which an enable left off are on: Telnyx does not say. Kept with that enable. */
export const markConnections = defineCommand({
  action: 'account.connections_marked',
  permission: 'accounts.enable',
  input: markConnectionsInput,
  run: async (ctx, input) => {
    const account = await findAccount(ctx, input.accountId)
    const marked = JSON.stringify({ connectionsMarked: { by: ctx.actor.name, at: ctx.now().toISOString() } })
    await ctx.db.transaction(async tx => {
      const rows = await tx
        .update(commands)
        .set({ result: sql`coalesce(${commands.result}, '{}'::jsonb) || ${marked}::jsonb` })
        .where(
          and(
            eq(commands.id, input.commandId),
            eq(commands.targetKind, 'account'),
            eq(commands.targetId, account.id),
            eq(commands.action, 'account.enable'),
            eq(commands.state, 'succeeded'),
            sql`${commands.input} ->> 'reenableConnections' = 'false'`,
            sql`(${commands.result} -> 'connectionsMarked') is null`,
          ),
        )
        .returning({ id: commands.id })
      if (rows.length === 0) {
        throw conflict('These connections are already marked as enabled.', 'Reload the page to see the current state.')
      }
      await recordEvent(tx, ctx, {
        action: 'account.connections_marked',
        target: accountTarget(account),
        outcome: 'succeeded',
      })
    })
    return null
  },
})
