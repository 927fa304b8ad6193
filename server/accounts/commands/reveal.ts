import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { revealFields, revealKeyInput } from '@/lib/account-inputs'
import { AppError, type Problem } from '@/lib/errors'
import { type AuditTarget, recordEvent, recordIntent, recordOutcome } from '../../audit/record'
import { defineCommand } from '../../commands/define'
import type { Ctx, OperatorActor } from '../../context'
import { countGuess } from '../../operators/guessing'
import { auditEvents } from '../../platform/db/schema'
import type { Answer } from '../../telnyx/client'
import { TelnyxError, toProblem } from '../../telnyx/error'
import { accountTarget, knownAccount } from '../target'

const mostAnHour = 20

type Revealing = { action: 'account.reveal'; commandId: string; target: AuditTarget }
type Found = Answer<{ id: string; value: string | null }>

/**
 * Reads one secret of one account from Telnyx for this answer alone; it is stored nowhere.
 * Order: intent recorded → call → outcome recorded → answer. Nobody sees a key without an audit entry that names them.
 */
export const revealKey = defineCommand({
  action: 'account.reveal',
  permission: 'accounts.reveal',
  fresh: true,
  input: revealKeyInput,
  run: async (ctx, { id, field, reason }): Promise<{ value: string }> => {
    const account = await knownAccount(ctx, id)
    const word = revealFields[field]
    const detail = { field: word }
    const revealing: Revealing = { action: 'account.reveal', commandId: randomUUID(), target: accountTarget(account) }
    await refuseBeyondLimit(ctx, { ...revealing, reason, detail })
    await ctx.db.transaction(tx => recordIntent(tx, ctx, { ...revealing, reason, detail }))
    const { data, requestId } = await ctx.telnyx.accounts
      .retrieveKey(account.id, field, { lane: 'click' })
      .catch((error: unknown): Promise<Found> => fail(ctx, revealing, error))
    const { value } = data
    if (value === null) return end(ctx, revealing, requestId, nothingThere(word))
    await ctx.db.transaction(tx =>
      recordOutcome(tx, ctx, { ...revealing, outcome: 'succeeded', telnyxRequestId: requestId }),
    )
    return { value }
  },
})

/** Counted whether or not Telnyx answers. The first reveal above the limit is recorded too. */
async function refuseBeyondLimit(
  ctx: Ctx<OperatorActor>,
  entry: Omit<Revealing, 'commandId'> & { reason: string; detail: Record<string, unknown> },
): Promise<void> {
  const seconds = await countGuess(ctx, [{ key: `reveal:${ctx.actor.id}`, most: mostAnHour, minutes: 60 }])
  if (seconds === null) return
  const { action, target, reason, detail } = entry
  await recordEvent(ctx.db, ctx, { action, target, reason, detail, outcome: 'denied' })
  const minutes = Math.ceil(seconds / 60)
  throw new AppError({
    code: 'rate_limited',
    message: `You have revealed ${mostAnHour} keys within an hour.`,
    hint: `Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, or ask a colleague.`,
    retryAfter: seconds,
  })
}

function nothingThere(word: string): Problem {
  return {
    code: 'upstream',
    message: `Telnyx’s answer has no usable ${word} for this account.`,
    hint: 'Look for it in Telnyx’s portal. If it is missing there too, ask Telnyx support.',
  }
}

async function fail(ctx: Ctx, revealing: Revealing, error: unknown): Promise<never> {
  if (error instanceof TelnyxError) return end(ctx, revealing, error.requestId, toProblem(error))
  await end(ctx, revealing, null, { code: 'internal', message: 'The console could not finish this.' }).catch(() => {})
  throw error
}

async function end(ctx: Ctx, revealing: Revealing, telnyxRequestId: string | null, problem: Problem): Promise<never> {
  await ctx.db.transaction(tx => recordOutcome(tx, ctx, { ...revealing, outcome: 'failed', problem, telnyxRequestId }))
  throw new AppError(problem)
}

/** Closes reveals without an outcome. An answer is sent only after its outcome is written, so nobody saw a value. */
export async function closeInterruptedReveals(ctx: Ctx, before: Date): Promise<void> {
  const open = await ctx.db
    .select({ commandId: auditEvents.commandId, id: auditEvents.targetId, label: auditEvents.targetLabel })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.action, 'account.reveal'),
        eq(auditEvents.phase, 'intent'),
        lte(auditEvents.at, before),
        gt(auditEvents.at, new Date(before.getTime() - 7 * 86_400_000)),
        sql`not exists (
          select 1 from audit_events o where o.command_id = ${auditEvents.commandId} and o.phase = 'outcome'
        )`,
      ),
    )
  for (const { commandId, id, label } of open) {
    if (!commandId || !id) continue
    await ctx.db.transaction(tx =>
      recordOutcome(tx, ctx, {
        action: 'account.reveal',
        commandId,
        target: { kind: 'account', id, label },
        outcome: 'failed',
        problem: { code: 'unavailable', message: 'The console stopped before the value was shown.' },
      }),
    )
  }
}
