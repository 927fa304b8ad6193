import 'server-only'
import { eq } from 'drizzle-orm'
import { settleCommandInput } from '@/lib/account-inputs'
import { isAuditAction } from '@/lib/audit'
import { conflict, notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import { commands } from '../platform/db/schema'
import { authorize, defineCommand } from './define'
import { closeCommand } from './remote'
import { remoteActionOf } from './remote-actions'

/** Saves a person’s resolution of an outcome that no read can tell. */
export const settleCommand = defineCommand({
  action: 'command.settle',
  permission: 'commands.settle',
  input: settleCommandInput,
  run: async (ctx, input) => {
    const [row] = await ctx.db.select().from(commands).where(eq(commands.id, input.commandId))
    if (!row || !isAuditAction(row.action)) throw notFound('This command')
    const action = row.action
    const remote = remoteActionOf(action)
    const permission = remote?.permission
    if (!permission || !can(ctx.actor.role, permission))
      await authorize(ctx, permission ?? 'settings.write', 'command.settle')
    await ctx.db.transaction(async tx => {
      const [still] = await tx
        .select({ state: commands.state, nextProbeAt: commands.nextProbeAt })
        .from(commands)
        .where(eq(commands.id, row.id))
        .for('update')
      if (still?.state !== 'unknown' || still.nextProbeAt !== null) {
        throw conflict('The outcome is already known, or the console is still checking it.')
      }
      const changes = input.done ? ((await remote?.writeFoundDone?.(tx, ctx, row)) ?? null) : null
      await closeCommand(
        tx,
        ctx,
        { id: row.id, action, target: { kind: row.targetKind, id: row.targetId } },
        {
          state: input.done ? 'succeeded' : 'failed',
          reason: input.note,
          ...(changes && { changes }),
          ...(!input.done && {
            problem: { code: 'upstream', message: 'An operator found that this was not carried out.' },
          }),
        },
      )
    })
    return { done: input.done }
  },
})
