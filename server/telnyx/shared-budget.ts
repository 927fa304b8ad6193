import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, like, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/client'
import { snapshots } from '../db/schema'
import type { Logger } from '../log'
import type { Share } from './budget'
import { type Claim, divide } from './divide'
import type { Limiter } from './limiter'

const EVERY_MS = 500
/** A process that was silent for this long is not counted; its own share has expired before. */
const HEARD_SECONDS = 5
const SHARE_LASTS_MS = 4000
const FORGET_SECONDS = 60
/** How much of the use at the last claim still counts: use comes in bursts. */
const FADE = 0.8

const prefix = 'rate_claim:'
const claimShape = z.object({ used: z.number(), hungry: z.boolean() })

export type SharedBudget = { stop(): Promise<void> }

/**
 * Divides Telnyx's limit among the processes on one PostgreSQL. Twice a second each process writes to its own row what
 * it used and whether it could use more, and takes its part of all claims. A call needs no database query, and clicks
 * never depend on it: a process that cannot reach the database only stops bulk work and sync.
 */
export async function shareBudget(
  { db, log }: { db: Db; log: Logger },
  limiter: Limiter,
  everyMs = EVERY_MS,
): Promise<SharedBudget> {
  const id = randomUUID()
  const key = `${prefix}${id}`
  let used = 0
  let saidAt: number | null = null
  /** By the claims of the last exchange: a part grows one exchange later, when the other parts have shrunk. */
  let promised: Share | null = null
  let heardAt = Number.NEGATIVE_INFINITY
  let round = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  limiter.setShare({ from: 0, to: 0, instances: 1, lastsMs: 0 })

  function claim(now: number): Claim {
    const { limit, windowMs } = limiter.snapshot()
    const { taken, hungry } = limiter.demand()
    const whole = ((limit ?? 10) * (now - (saidAt ?? now - everyMs))) / (windowMs ?? 1000)
    used = Math.min(1, Math.max(taken / Math.max(1, whole), used * FADE))
    return { id, used, hungry }
  }

  async function exchange(): Promise<void> {
    const startedAt = performance.now()
    const own = claim(startedAt)
    saidAt = startedAt
    const value = { used: own.used, hungry: own.hungry }
    // Writes its claim before it reads the others: of two that start at once, at least one sees the other.
    await db
      .insert(snapshots)
      .values({ key, value, observedAt: sql`now()` })
      .onConflictDoUpdate({ target: snapshots.key, set: { value, observedAt: sql`now()` } })
    const others = await heard(db, id)
    round += 1
    const division = divide([own, ...others]).get(id) ?? { from: 0, to: 0 }
    // A process that was silent for long starts over: the others have divided its part.
    const known = startedAt - heardAt < SHARE_LASTS_MS ? promised : null
    const share = others.length === 0 ? division : known && overlap(known, division)
    promised = division
    heardAt = startedAt
    const lastsMs = SHARE_LASTS_MS - (performance.now() - startedAt)
    if (share && !stopped) limiter.setShare({ ...share, instances: others.length + 1, lastsMs })
    if (round % 30 === 1) await forget(db)
  }

  async function tick(): Promise<void> {
    await exchange().catch(error => {
      if (!stopped) log.warn({ err: error }, 'the rate limit could not be shared with the other instances')
    })
    if (stopped) return
    timer = setTimeout(() => {
      running = tick()
    }, everyMs)
    timer.unref()
  }

  let running = tick()
  await running
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
      await db
        .delete(snapshots)
        .where(eq(snapshots.key, key))
        .catch(() => {})
    },
  }
}

function overlap(one: Share, other: Share): Share {
  const from = Math.max(one.from, other.from)
  return { from, to: Math.max(from, Math.min(one.to, other.to)) }
}

async function heard(db: Db, self: string): Promise<Claim[]> {
  const rows = await db
    .select({ key: snapshots.key, value: snapshots.value })
    .from(snapshots)
    .where(
      and(
        like(snapshots.key, `${prefix}%`),
        sql`${snapshots.observedAt} > now() - make_interval(secs => ${HEARD_SECONDS})`,
      ),
    )
  return rows.flatMap(row => {
    const id = row.key.slice(prefix.length)
    const claim = claimShape.safeParse(row.value)
    return claim.success && id !== self ? [{ id, ...claim.data }] : []
  })
}

async function forget(db: Db): Promise<void> {
  await db
    .delete(snapshots)
    .where(
      and(
        like(snapshots.key, `${prefix}%`),
        lt(snapshots.observedAt, sql`now() - make_interval(secs => ${FORGET_SECONDS})`),
      ),
    )
}
