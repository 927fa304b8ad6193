import 'server-only'
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { everyAccount } from '@/lib/account-filters'
import { loadAccountSearch, serializeAccountSearch } from '@/lib/account-search'
import { conflict, invalid } from '@/lib/errors'
import { can } from '@/lib/permissions'
import { openRoundInput } from '@/lib/review-inputs'
import { permissionOf, type ReviewKind } from '@/lib/reviews'
import { recordEvent } from '../audit/record'
import { authorize, defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { zoneOf } from '../mirror/search/filter'
import { visibleFilter } from '../mirror/search/visible'
import { getRoster, lockRoster } from '../organization/roster'
import { operators, reviewItems, reviewRounds } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import { analyzeItems, freeze } from './source'

/** Freezes the items to review, with their current values. */
export const openRound = defineCommand({
  action: 'review_round.open',
  permission: 'reviews.billing',
  input: openRoundInput,
  run: async (ctx, input) => {
    const { kind, name, dueOn } = input
    await authorize(ctx, permissionOf(kind), 'review_round.open')
    const reviewers = await namesOf(ctx, input.reviewers, kind)
    // A round of users is made from a roster that Telnyx has just reported.
    const roster = kind === 'users' ? await getRoster(ctx) : null
    if (roster?.problem) {
      throw conflict(
        'The users could not be read from Telnyx, so no round was opened.',
        'Try again when the list of users is up to date.',
      )
    }
    const filter =
      kind === 'users' ? everyAccount : visibleFilter(ctx, loadAccountSearch(new URLSearchParams(input.search)))
    const zone = await zoneOf(ctx, filter)
    const id = randomUUID()
    return ctx.db.transaction(async tx => {
      const now = ctx.now()
      // Read again: another reader may have replaced the one above.
      const frozen = kind === 'users' ? await lockRoster(tx) : null
      if (kind === 'users' && !frozen?.complete) {
        throw conflict(
          'Telnyx’s list of users is incomplete, so no round was opened.',
          'Users may be missing from it. Try again when the list is complete.',
        )
      }
      await tx.insert(reviewRounds).values({
        id,
        kind,
        name,
        openedById: ctx.actor.id,
        openedByName: ctx.actor.name,
        openedAt: now,
        asOf: frozen?.observedAt ?? now,
        search: serializeAccountSearch(filter) || null,
        dueOn,
        reviewers,
        state: 'open',
      })
      await tx.execute(freeze(id, kind, filter, zone))
      await failpoint('review.in_open')
      await analyzeItems(tx)
      const items = await tx.$count(reviewItems, sql`${reviewItems.roundId} = ${id}`)
      if (items === 0) throw conflict('Nothing matches, so no round was opened.', 'Choose another filter.')
      await recordEvent(tx, ctx, {
        action: 'review_round.open',
        target: { kind: 'review_round', id, label: name },
        detail: {
          kind,
          items,
          dueOn,
          reviewers: reviewers.map(one => one.name),
          search: serializeAccountSearch(filter),
        },
        outcome: 'succeeded',
      })
      return { id, items }
    })
  },
})

async function namesOf(ctx: Ctx<OperatorActor>, ids: readonly string[], kind: ReviewKind) {
  if (ids.length === 0) return []
  const found = await ctx.db.select().from(operators)
  return [...new Set(ids)].map(id => {
    const person = found.find(one => one.id === id && one.disabledAt === null)
    if (!person || !can(person.role, permissionOf(kind)))
      throw invalid('Some fields need correction.', {
        reviewers: 'One of these operators cannot review. Choose again.',
      })
    return { id, name: person.name }
  })
}
