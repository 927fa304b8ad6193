import 'server-only'
import { eq } from 'drizzle-orm'
import { settleCommandInput } from '@/lib/account-inputs'
import { conflict, notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import { commands } from '../platform/db/schema'
import { authorize, defineCommand } from './define'
import { callOf, closeCommand, lockCommand } from './remote'
import { remoteActionOf } from './remote-actions'

/** Saves a person’s resolution of an outcome that no read can tell. */
export const settleCommand = defineCommand({
  action: 'command.settle',
  permission: 'commands.settle',
  input: settleCommandInput,
  run: async (ctx, input) => {
    const [row] = await ctx.db.select().from(commands).where(eq(commands.id, input.commandId))
    const call = row && callOf(row)
    if (!row || !call) throw notFound('This command')
    const remote = remoteActionOf(call.action)
    const permission = remote?.permission
    if (!permission || !can(ctx.actor.role, permission))
      await authorize(ctx, permission ?? 'settings.write', 'command.settle')
    await ctx.db.transaction(async tx => {
      const still = await lockCommand(tx, row.id)
      if (still?.state !== 'unknown' || still.nextProbeAt !== null) {
        throw conflict('The outcome is already known, or the console is still checking it.')
      }
      const changes = input.done ? ((await remote?.writeFoundDone?.(tx, ctx, row)) ?? null) : null
      await closeCommand(tx, ctx, call, {
        state: input.done ? 'succeeded' : 'failed',
        reason: input.note,
        ...(changes && { changes }),
        ...(!input.done && {
          problem: { code: 'upstream', message: 'An operator found that this was not carried out.' },
        }),
      })
    })
    return { done: input.done }
  },
})
