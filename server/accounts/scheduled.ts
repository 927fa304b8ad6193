import 'server-only'
import { and, asc, eq, lte } from 'drizzle-orm'
import { z } from 'zod'
import { undoCommandInput } from '@/lib/account-inputs'
import { allowedSwitch, type DisableReason, disableReasons } from '@/lib/accounts'
import { AppError, conflict, notFound } from '@/lib/errors'
import { can } from '@/lib/permissions'
import { defineCommand } from '../command'
import type { Ctx, Services } from '../context'
import { systemContext } from '../context'
import { commands } from '../db/schema'
import { actingFor } from '../operators/acting'
import { type CommandRow, closeCommand, type RemoteTarget, sendScheduled } from '../remote-command'
import { disableCall } from './calls'
import { knownAccount } from './target'

const asked = z.object({
  reason: z.enum(Object.keys(disableReasons) as [DisableReason, ...DisableReason[]]),
  note: z.string(),
  ticket: z.string().nullable(),
  reviewOn: z.string().nullable(),
})

/** Sends what could be undone until now. A process that ended meanwhile changes nothing: what is due is found by whoever is there. */
export async function sendDue(services: Services): Promise<void> {
  const due = await services.db
    .select()
    .from(commands)
    .where(and(eq(commands.state, 'scheduled'), lte(commands.dueAt, services.now())))
    .orderBy(asc(commands.dueAt))
    .limit(20)
  await Promise.all(due.map(row => sendOne(services, row)))
}

async function sendOne(services: Services, row: CommandRow): Promise<void> {
  const acting = await actingFor(services, services.db, row.actorId, 'accounts.disable', row.id)
  if ('refusal' in acting) return giveUp(systemContext(services, 'scheduled'), row, acting.refusal)
  const { ctx } = acting
  try {
    const account = await knownAccount(ctx, row.targetId)
    const allowed = allowedSwitch(account.status)
    if (!allowed.disable) return await giveUp(ctx, row, allowed.why ?? 'This account is disabled already.')
    if (account.protectedReason !== null && !can(ctx.actor.role, 'accounts.protect')) {
      return await giveUp(ctx, row, 'This account was protected meanwhile.')
    }
    const { ticket, reviewOn, ...why } = asked.parse(row.input)
    const call = disableCall(
      ctx,
      account,
      { ...why, ticket: ticket ?? '', reviewOn: reviewOn ?? '' },
      { lane: 'click' },
    )
    await sendScheduled(ctx, { id: row.id, ...call })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await giveUp(ctx, row, error.problem.message)
  }
}

const targetOf = (row: CommandRow) => {
  const target: RemoteTarget = { kind: row.targetKind, id: row.targetId }
  return { id: row.id, action: 'account.disable' as const, target }
}

/** Nothing was sent, and nothing will be. */
function giveUp(ctx: Ctx, row: CommandRow, why: string): Promise<void> {
  return ctx.db.transaction(async tx => {
    const [still] = await tx
      .select({ state: commands.state })
      .from(commands)
      .where(eq(commands.id, row.id))
      .for('update')
    if (still?.state !== 'scheduled') return
    await closeCommand(tx, ctx, targetOf(row), {
      state: 'cancelled',
      problem: { code: 'conflict', message: `Nothing was sent: ${why}` },
    })
  })
}

/** Takes a change back that was not sent yet. Whoever may send one may also stop one. */
export const undoCommand = defineCommand({
  action: 'command.undo',
  permission: 'accounts.disable',
  input: undoCommandInput,
  run: async (ctx, { commandId }) => {
    const [row] = await ctx.db.select().from(commands).where(eq(commands.id, commandId))
    if (!row) throw notFound('This command')
    await ctx.db.transaction(async tx => {
      const [still] = await tx
        .select({ state: commands.state })
        .from(commands)
        .where(eq(commands.id, commandId))
        .for('update')
      if (still?.state === 'cancelled') return
      if (still?.state !== 'scheduled') {
        throw conflict(
          'It was sent already.',
          'Wait for its end, then enable the account again if it was meant to stay on.',
        )
      }
      await closeCommand(tx, ctx, targetOf(row), { state: 'cancelled' })
    })
    return null
  },
})
