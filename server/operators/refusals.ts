import 'server-only'
import { and, eq, like, lte, sql } from 'drizzle-orm'
import { recordEvent } from '../audit/record'
import type { Ctx, Services } from '../context'
import { guesses } from '../platform/db/schema'
import { addressGroup, unknownAddress } from '../platform/http/address'
import { repeat } from '../platform/repeat'

/** Both words come from our code, because the count's key is made of them. */
type StrangersTry = { by: 'password' | 'code' | 'passkey' | 'single sign-on'; why?: string }

const minutes = 15
const sweepMs = 60_000

/**
 * Records failed sign-ins of strangers in bounded form, because audit rows can never be deleted: the first of its kind
 * from an address group at once, and their number when the time window is over.
 */
export async function recordStranger(
  ctx: Ctx,
  { by, why }: StrangersTry,
  address: string | null,
  more: Record<string, string> = {},
): Promise<void> {
  const key = ['refused', by, why ?? '', addressGroup(address ?? unknownAddress)].join('|')
  await recordCount(ctx, key)
  const resetsAt = new Date(ctx.now().getTime() + minutes * 60_000)
  await ctx.db.transaction(async tx => {
    // Unlike a count of guesses, it is not reset when its time window is over: `recordCount` records it first.
    const [row] = await tx
      .insert(guesses)
      .values({ key, count: 1, resetsAt })
      .onConflictDoUpdate({ target: guesses.key, set: { count: sql`least(${guesses.count}, 1000000) + 1` } })
      .returning()
    if (row?.count !== 1) return
    await recordEvent(tx, ctx, {
      action: 'session.sign_in_failed',
      detail: { by, ...(why && { why }), ...(address && { address }), ...more },
      outcome: 'denied',
    })
  })
}

/** The end of a count whose time window is over: one above 1 is recorded, once, by whichever process is first. */
async function recordCount(services: Services, key: string): Promise<void> {
  await services.db.transaction(async tx => {
    const [ended] = await tx
      .delete(guesses)
      .where(and(eq(guesses.key, key), lte(guesses.resetsAt, services.now())))
      .returning()
    if (!ended || ended.count === 1) return
    const [, by, why, group] = key.split('|')
    const since = new Date(ended.resetsAt.getTime() - minutes * 60_000).toISOString()
    await recordEvent(
      tx,
      { ...services, actor: { kind: 'anonymous' }, requestId: 'sign-in counts' },
      {
        action: 'session.sign_in_failed',
        detail: { by, ...(why && { why }), address: group, tries: ended.count, since },
        outcome: 'denied',
      },
    )
  })
}

/** Ends all counts whose time window is over. Exported for tests: a console calls it from a timer. */
export async function recordCounts(services: Services): Promise<void> {
  const ended = await services.db
    .select({ key: guesses.key })
    .from(guesses)
    .where(and(like(guesses.key, 'refused|%'), lte(guesses.resetsAt, services.now())))
  for (const { key } of ended) await recordCount(services, key)
}

export function startRecordingCounts(services: Services): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const failed = (error: unknown) =>
    services.log.error({ err: error, task: 'sign-in counts' }, 'background work failed')
  const { ended } = repeat(sweepMs, stopping.signal, failed, async () => void (await recordCounts(services)))
  return {
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}
