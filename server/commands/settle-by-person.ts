import 'server-only'
import { eq } from 'drizzle-orm'
import { settleCommandInput } from '@/lib/account-inputs'
import { isAuditAction } from '@/lib/audit'
import { conflict, notFound } from '@/lib/errors'
import { can, type Permission } from '@/lib/permissions'
import { writeFoundDone } from '../accounts/found-done'
import { authorize, defineCommand } from '../command'
import { commands } from '../db/schema'
import { closeCommand } from '../remote-command'

/** An operator who may send a command may also say what became of it. */
const permissionOf: Record<string, Permission> = {
  'account.create': 'accounts.create',
  'account.disable': 'accounts.disable',
  'account.enable': 'accounts.enable',
  'account.custom_pricing': 'accounts.pricing',
  'account.channel_limit': 'channels.limit',
  'organization_user.remove': 'organization.remove',
}

/** What no reading can tell, a person tells after looking in Telnyx's portal. */
export const settleCommand = defineCommand({
  action: 'command.settle',
  permission: 'commands.settle',
  input: settleCommandInput,
  run: async (ctx, input) => {
    const [row] = await ctx.db.select().from(commands).where(eq(commands.id, input.commandId))
    if (!row || !isAuditAction(row.action)) throw notFound('This command')
    const action = row.action
    const permission = permissionOf[action]
    if (!permission || !can(ctx.actor.role, permission))
      await authorize(ctx, permission ?? 'settings.write', 'command.settle')
    await ctx.db.transaction(async tx => {
      const [still] = await tx
        .select({ state: commands.state, nextProbeAt: commands.nextProbeAt })
        .from(commands)
        .where(eq(commands.id, row.id))
        .for('update')
      if (still?.state !== 'unknown' || still.nextProbeAt !== null) {
        throw conflict('This is already settled, or the console is still looking it up.')
      }
      const changes = input.done ? await writeFoundDone(tx, ctx, row) : null
      await closeCommand(
        tx,
        ctx,
        { id: row.id, action, target: { kind: row.targetKind, id: row.targetId } },
        {
          state: input.done ? 'succeeded' : 'failed',
          reason: input.note,
          ...(changes && { changes }),
          ...(!input.done && {
            problem: { code: 'upstream', message: 'A person found that this was not carried out.' },
          }),
        },
      )
    })
    return { done: input.done }
  },
})
