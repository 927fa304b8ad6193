import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { conflict, notFound } from '@/lib/errors'
import { sameEmail } from '@/lib/organization'
import { decideBulkInput, decideInput, followUpInput, undoDecisionInput } from '@/lib/review-inputs'
import { valueWord } from '@/lib/review-words'
import { canBeDecided, deskOf, gone, type ReviewKind } from '@/lib/reviews'
import { type AuditTarget, recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { rowOf } from '../platform/db/rows'
import { reviewItems } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import { findRound, lockOpen, type Round, readAgain, readCount } from './rounds'
import { analyzeItems, joinNow, matchesItem, undecided } from './source'

type Item = typeof reviewItems.$inferSelect

const noDecision = {
  verdict: 'open' as const,
  note: null,
  decidedValue: null,
  decidedById: null,
  decidedByName: null,
  decidedAt: null,
  bulkId: null,
  sentByName: null,
  sentAt: null,
  answeredByName: null,
  answeredAt: null,
}

/** From here on the planner needs new statistics. */
const many = 1_000

const of = (round: Round, subjectId: string) =>
  and(eq(reviewItems.roundId, round.id), eq(reviewItems.subjectId, subjectId))

const roundTarget = (round: Round): AuditTarget => ({ kind: 'review_round', id: round.id, label: round.name })

function itemTarget(round: Round, item: Item): AuditTarget {
  const kind = deskOf(round.kind) === 'access' ? 'organization_user' : 'account'
  return { kind, id: item.subjectId, label: item.name ?? item.email }
}

/** One decision, about exactly what the screen showed. Nothing is sent to Telnyx. */
export const decideItem = defineCommand({
  action: 'review.decide',
  permission: 'reviews.billing',
  input: decideInput,
  run: async (ctx, input) => {
    await findRound(ctx, input.roundId, 'review.decide')
    return ctx.db.transaction(async tx => {
      const round = await lockOpen(tx, ctx, input.roundId)
      const item = await itemNow(tx, round, input.subjectId)
      refuseOther(ctx, round, item, input)
      const at = ctx.now()
      await tx
        .update(reviewItems)
        .set({
          ...noDecision,
          verdict: input.verdict,
          note: input.note || null,
          decidedValue: item.now,
          decidedById: ctx.actor.id,
          decidedByName: ctx.actor.name,
          decidedAt: at,
        })
        .where(of(round, item.subjectId))
      await recordEvent(tx, ctx, {
        action: 'review.decide',
        target: itemTarget(round, item),
        reason: input.note || null,
        detail: { round: round.name, roundId: round.id, value: valueWord(round.kind, item.now) },
        changes: { review: [item.verdict, input.verdict] },
        outcome: 'succeeded',
      })
      return { decidedAt: at.toISOString() }
    })
  },
})

const currentValue = rowOf({ now: z.string() })

async function itemNow(tx: Tx, round: Round, subjectId: string): Promise<Item & { now: string }> {
  const [item] = await tx.select().from(reviewItems).where(of(round, subjectId)).for('update')
  if (!item) throw notFound('This item of the round')
  const { join, now } = joinNow(round.kind)
  const current = sql`select ${now} as now from ${reviewItems} ${join} where ${of(round, subjectId)}`
  return { ...item, ...currentValue.parse(await tx.execute(current)) }
}

function refuseOther(
  ctx: Ctx<OperatorActor>,
  round: Round,
  item: Item & { now: string },
  { seen, verdict }: z.output<typeof decideInput>,
): void {
  if (round.kind === 'users' && item.email !== null && sameEmail(item.email, ctx.actor.email)) {
    throw conflict('This is your own user at Telnyx. Nothing was decided.', 'Ask another reviewer to decide.')
  }
  if (item.verdict !== seen.verdict || (item.decidedAt?.toISOString() ?? null) !== seen.decidedAt) {
    const what = item.verdict === 'open' ? 'The decision was undone' : `${item.decidedByName} ${item.verdict} this`
    throw conflict(`${what} after your screen was loaded. Nothing was changed.`, 'Check it again before you decide.')
  }
  if (item.now === gone) {
    throw conflict('This no longer exists at Telnyx. Nothing was decided.', 'There is nothing left to review.')
  }
  if (item.now !== seen.value) {
    throw conflict(
      `It was “${valueWord(round.kind, seen.value)}” on your screen and is “${valueWord(round.kind, item.now)}” now. Nothing was decided.`,
      'Check it again before you decide.',
    )
  }
  if (!canBeDecided(round.kind, item.now)) {
    throw conflict(
      'Telnyx’s list of users is incomplete and lacks this user. Nothing was decided.',
      'Decide when the list is complete.',
    )
  }
  if (item.now === 'unknown' && verdict === 'approved') {
    throw conflict('Telnyx has not reported this value, so it cannot be approved.', 'You can question it.')
  }
}

/**
 * One decision about many items: the ticked ones, or all that match. Only items that are open and whose value is still
 * the frozen one: what has changed since is decided one by one. Recorded as one entry.
 */
export const decideBulk = defineCommand({
  action: 'review.decide',
  permission: 'reviews.billing',
  input: decideBulkInput,
  run: async (ctx, input) => {
    const { kind } = await findRound(ctx, input.roundId, 'review.decide')
    await readAgain(ctx, kind)
    return ctx.db.transaction(async tx => {
      const round = await lockOpen(tx, ctx, input.roundId)
      const chosen = input.ids ? inArray(reviewItems.subjectId, input.ids) : matchesItem(round.kind, input.q)
      const { from, on, now } = joinNow(round.kind)
      const fits = and(on, eq(reviewItems.roundId, round.id), chosen, undecided(now), notOwn(ctx, round.kind))
      const bulkId = randomUUID()
      const count = await readCount(
        tx,
        sql`with made as (
          update ${reviewItems} set verdict = ${input.verdict}, note = ${input.note || null}, decided_value = ${reviewItems.value},
            decided_by_id = ${ctx.actor.id}::uuid, decided_by_name = ${ctx.actor.name},
            decided_at = ${ctx.now().toISOString()}::timestamptz, bulk_id = ${bulkId}::uuid
          from ${from} where ${fits} returning 1)
          select count(*)::int as count from made`,
      )
      await failpoint('review.in_bulk')
      if (count === 0) {
        throw conflict(
          'None of these items is open and unchanged. Nothing was decided.',
          'Reload the round to see its state.',
        )
      }
      if (count > input.count) {
        throw conflict(
          `${count.toLocaleString('en-US')} items match now, but ${input.count.toLocaleString('en-US')} were shown. Nothing was decided.`,
          'Check the list again before you decide.',
        )
      }
      if (count >= many) await analyzeItems(tx)
      await recordEvent(tx, ctx, {
        action: 'review.decide',
        target: roundTarget(round),
        reason: input.note || null,
        detail: {
          bulkId,
          decided: count,
          shown: input.count,
          left: input.count - count,
          selection: input.ids ? 'ticked items' : 'all open items that match',
          ...(!input.ids && { search: input.q }),
        },
        changes: { review: ['open', input.verdict] },
        outcome: 'succeeded',
      })
      return { bulkId, decided: count, left: input.count - count }
    })
  },
})

/** Leaves out the reviewer’s own user, as a single decision does. */
function notOwn(ctx: Ctx<OperatorActor>, kind: ReviewKind): SQL | undefined {
  if (kind !== 'users') return undefined
  const own = sql`lower(trim(${reviewItems.email})) <> ${ctx.actor.email.trim().toLowerCase()}`
  return or(isNull(reviewItems.email), own)
}

/** Undoes the operator’s own decision on an item, or the part of their own bulk decision that still counts. */
export const undoDecision = defineCommand({
  action: 'review.undo',
  permission: 'reviews.billing',
  input: undoDecisionInput,
  run: async (ctx, input) => {
    await findRound(ctx, input.roundId, 'review.undo')
    return ctx.db.transaction(async tx => {
      const round = await lockOpen(tx, ctx, input.roundId)
      const which = input.bulkId
        ? and(eq(reviewItems.roundId, round.id), eq(reviewItems.bulkId, input.bulkId))
        : of(round, input.subjectId ?? '')
      const [first] = await tx.select().from(reviewItems).where(which).limit(1)
      if (!first) throw notFound('This decision')
      if (first.verdict === 'open') throw conflict('This decision was undone already.', 'Nothing was changed.')
      if (first.decidedById !== ctx.actor.id) {
        throw conflict(
          `This decision was made by ${first.decidedByName}.`,
          'Only they can undo it. You can make your own decision instead.',
        )
      }
      const undone = await tx.update(reviewItems).set(noDecision).where(which).returning({ id: reviewItems.subjectId })
      if (undone.length >= many) await analyzeItems(tx)
      await recordEvent(tx, ctx, {
        action: 'review.undo',
        target: input.bulkId ? roundTarget(round) : itemTarget(round, first),
        detail: {
          round: round.name,
          roundId: round.id,
          ...(input.bulkId && { bulkId: input.bulkId, items: undone.length }),
        },
        changes: { review: [first.verdict, 'open'] },
        outcome: 'succeeded',
      })
      return { undone: undone.length }
    })
  },
})

/** Records that a questioned item was sent to Telnyx support, or answered by it. */
export const followUp = defineCommand({
  action: 'review.follow_up',
  permission: 'reviews.billing',
  input: followUpInput,
  run: async (ctx, { roundId, subjectId, step, on }) => {
    await findRound(ctx, roundId, 'review.follow_up')
    return ctx.db.transaction(async tx => {
      const round = await lockOpen(tx, ctx, roundId)
      const [item] = await tx.select().from(reviewItems).where(of(round, subjectId)).for('update')
      if (!item) throw notFound('This item of the round')
      if (item.verdict !== 'questioned')
        throw conflict('Only a questioned item can be followed up.', 'Nothing was changed.')
      if (step === 'answered' && item.sentAt === null)
        throw conflict('This item has not been marked as sent to Telnyx support.', 'Mark it as sent, then as answered.')
      const by = on ? ctx.actor.name : null
      const at = on ? ctx.now() : null
      const answer = { answeredByName: by, answeredAt: at }
      // An item that is not sent cannot be answered.
      const sent = { sentByName: by, sentAt: at, ...(!on && answer) }
      await tx
        .update(reviewItems)
        .set(step === 'sent' ? sent : answer)
        .where(of(round, subjectId))
      await recordEvent(tx, ctx, {
        action: 'review.follow_up',
        target: itemTarget(round, item),
        detail: { round: round.name, roundId: round.id, step: on ? step : `not ${step}` },
        outcome: 'succeeded',
      })
      return { at: at?.toISOString() ?? null }
    })
  },
})
