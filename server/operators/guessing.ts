import 'server-only'
import { and, eq, lt, notLike, sql } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import type { Ctx, Services } from '../context'
import { guesses } from '../platform/db/schema'
import { addressGroup } from '../platform/http/address'

/** How often something may be tried in a time window that starts with the first attempt. */
export type GuessLimit = { key: string; most: number; minutes: number }

/**
 * Counts one attempt against each limit, before anything is checked: of parallel attempts at most `most` pass. Returns
 * the seconds to wait when a limit is used up, else null. Further attempts do not extend the wait.
 */
export async function countGuess(services: Pick<Services, 'db' | 'now'>, limits: GuessLimit[]): Promise<number | null> {
  const now = services.now()
  let wait: number | null = null
  for (const { key, most, minutes } of limits) {
    const resetsAt = new Date(now.getTime() + minutes * 60_000)
    // A later end than a new window's was set by a clock that was ahead: nobody is locked out until then.
    const isOver = sql`${guesses.resetsAt} <= ${now} or ${guesses.resetsAt} > ${resetsAt}`
    const [row] = await services.db
      .insert(guesses)
      .values({ key, count: 1, resetsAt })
      .onConflictDoUpdate({
        target: guesses.key,
        set: {
          count: sql`case when ${isOver} then 1 else least(${guesses.count}, 1000000) + 1 end`,
          resetsAt: sql`case when ${isOver} then ${resetsAt} else ${guesses.resetsAt} end`,
        },
      })
      .returning()
    if (row && row.count > most) wait = Math.max(wait ?? 0, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 1_000))
  }
  return wait
}

/**
 * Limits by address for people who are not signed in. The limits are separate, so that a cheap request does not use up
 * an expensive one: asking for a passkey challenge stores nothing, and without a challenge nobody's passkey works.
 */
const publicLimits = {
  link: { most: 100, minutes: 15 },
  question: { most: 600, minutes: 1 },
}
export type PublicLimit = keyof typeof publicLimits

/** Seconds to wait, or null. */
export function countPublic(ctx: Ctx, limit: PublicLimit, address: string): Promise<number | null> {
  const key = `public:${limit}:${ctx.vault.blind('guess', addressGroup(address))}`
  return countGuess(ctx, [{ key, ...publicLimits[limit] }])
}

/** After the right answer: clears the owner's count, and gives the address its one attempt back. */
export async function forgetGuesses(
  services: Pick<Services, 'db' | 'now'>,
  limits: { forget: string[]; giveBack?: string[] },
): Promise<void> {
  for (const key of limits.forget) await services.db.delete(guesses).where(eq(guesses.key, key))
  for (const key of limits.giveBack ?? []) {
    await services.db
      .update(guesses)
      .set({ count: sql`greatest(${guesses.count} - 1, 0)` })
      .where(eq(guesses.key, key))
  }
  const dayAgo = new Date(services.now().getTime() - 86_400_000)
  // A count of refusals is written to the audit first (refusals.ts).
  await services.db.delete(guesses).where(and(lt(guesses.resetsAt, dayAgo), notLike(guesses.key, 'refused|%')))
}

export function tooMany(seconds: number, hint: string): AppError {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  return new AppError({
    code: 'rate_limited',
    message: `Too many attempts. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again.`,
    hint,
    retryAfter: seconds,
  })
}
