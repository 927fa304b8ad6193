import 'server-only'
import { eq, sql } from 'drizzle-orm'
import { conflict, invalid } from '@/lib/errors'
import { signOffInput } from '@/lib/review-inputs'
import { gone, type ReviewKind } from '@/lib/reviews'
import { readHead } from '../audit/append'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import { lockRoster } from '../organization/roster'
import type { Tx } from '../platform/db/client'
import { reviewItems, reviewRounds } from '../platform/db/schema'
import { digestOfItems } from './evidence'
import { countRound, findRound, lockOpen, readAgain, readCount } from './rounds'
import { needsSecondPerson } from './rule'
import { joinNow, reference } from './source'

/**
 * Closes a round for good. The audit record gets the digest of all decisions, and the round the hash of that entry:
 * a later change, even in the database, no longer matches the record.
 */
export const signOff = defineCommand({
  action: 'review_round.sign_off',
  permission: 'reviews.billing',
  fresh: true,
  input: signOffInput,
  run: async (ctx, { roundId, remark, open }) => {
    const { kind } = await findRound(ctx, roundId, 'review_round.sign_off')
    await readAgain(ctx, kind)
    return ctx.db.transaction(async tx => {
      const round = await lockOpen(tx, ctx, roundId)
      if (kind === 'users') await requireKnownUsers(tx, roundId)
      const { counts, own, decided } = await countRound(tx, round, ctx.actor.id)
      const { todo: _, ...recorded } = counts
      if (counts.open !== open) {
        throw conflict(
          `${counts.open.toLocaleString('en-US')} items are open now, but the dialog showed ${open.toLocaleString('en-US')}. Nothing was signed off.`,
          'Check the round and sign it off again.',
        )
      }
      if (open > 0 && remark.length < 3) {
        throw invalid('Some fields need correction.', {
          remark: `Enter why ${open.toLocaleString('en-US')} items are left open.`,
        })
      }
      if (own * 2 > decided && (await needsSecondPerson(tx))) {
        throw conflict(
          'You decided more than half of this round. It was not signed off.',
          'An owner requires that another reviewer signs it off.',
        )
      }
      await keepClosingValues(tx, round.kind, roundId)
      const digest = await digestOfItems(tx, round)
      const at = ctx.now()
      await recordEvent(tx, ctx, {
        action: 'review_round.sign_off',
        target: { kind: 'review_round', id: roundId, label: round.name },
        reason: remark || null,
        detail: { kind: round.kind, ...recorded, decisionsSha256: digest },
        outcome: 'succeeded',
      })
      const head = await readHead(tx)
      await tx
        .update(reviewRounds)
        .set({
          state: 'signed_off',
          signedOffById: ctx.actor.id,
          signedOffByName: ctx.actor.name,
          signedOffAt: at,
          remark: remark || null,
          auditId: head?.lastId ?? null,
          auditHash: head?.lastHash ?? null,
        })
        .where(eq(reviewRounds.id, roundId))
      return { signedOffAt: at.toISOString() }
    })
  },
})

/** An incomplete list of users must not end up in the evidence. */
async function requireKnownUsers(tx: Tx, roundId: string): Promise<void> {
  await lockRoster(tx)
  const { join, now } = joinNow('users')
  const unknown = await readCount(
    tx,
    sql`select count(*)::int as count from ${reviewItems} ${join} where ${reviewItems.roundId} = ${roundId} and ${now} = 'unknown'`,
  )
  if (unknown > 0) {
    throw conflict(
      'Telnyx’s list of users is incomplete and lacks users of this round. Nothing was signed off.',
      'Whether they still have access is unknown. The console reads the list again: try again in a minute.',
    )
  }
}

/** The value at the sign-off, where it differs from the decided or frozen one. */
async function keepClosingValues(tx: Tx, kind: ReviewKind, roundId: string): Promise<void> {
  const { from, on, now } = joinNow(kind)
  const inRound = eq(reviewItems.roundId, roundId)
  await tx.execute(
    sql`update ${reviewItems} set closing_value = ${now} from ${from} where ${on} and ${inRound} and ${now} <> ${reference}`,
  )
  await tx.execute(
    sql`update ${reviewItems} set closing_value = ${gone} where ${inRound} and not exists (select 1 from ${from} where ${on})`,
  )
}
