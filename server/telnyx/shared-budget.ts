import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, like, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/client'
import { snapshots } from '../platform/db/schema'
import type { Logger } from '../platform/log'
import { type Claim, divide } from './divide'
import type { Limiter } from './limiter'
import type { Share } from './share'

const EVERY_MS = 500
/** A process that was silent for this long is not counted; its own share has expired before. */
const HEARD_SECONDS = 5
const SHARE_LASTS_MS = 4000
const FORGET_SECONDS = 60
/** How much of the use at the last claim still counts: use comes in bursts. */
const FADE = 0.8

const prefix = 'rate_claim:'
const claimShape = z.object({ used: z.number(), hungry: z.boolean() })

/**
 * Divides Telnyx's limit among the processes on one PostgreSQL. Twice a second each process writes to its own row what
 * it used and whether it could use more, and takes its part of all claims. A call needs no database query, and clicks
 * never depend on it: a process that cannot reach the database only stops bulk work and sync.
 */
export async function shareBudget(
  { db, log }: { db: Db; log: Logger },
  limiter: Limiter,
  everyMs = EVERY_MS,
): Promise<{ stop(): Promise<void> }> {
  const claims = new Claims(db, limiter, everyMs)
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  limiter.setShare({ from: 0, to: 0, instances: 1, lastsMs: 0 })

  async function exchange(): Promise<void> {
    const share = await claims.exchange()
    if (share && !stopped) limiter.setShare(share)
    await claims.forgetNowAndThen()
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
      await claims.withdraw().catch(() => {})
    },
  }
}

/** This process's claim, and what it may take by the claims of all. */
class Claims {
  private readonly id = randomUUID()
  private readonly key = `${prefix}${this.id}`
  private used = 0
  private saidAt: number | null = null
  /** Based on the claims of the last exchange. A share grows one exchange later, when the others have shrunk. */
  private promised: Share | null = null
  private heardAt = Number.NEGATIVE_INFINITY
  private round = 0

  constructor(
    private readonly db: Db,
    private readonly limiter: Limiter,
    private readonly everyMs: number,
  ) {}

  /** null = this process has no share yet. */
  async exchange(): Promise<Parameters<Limiter['setShare']>[0] | null> {
    const startedAt = performance.now()
    const own = this.measure(startedAt)
    this.saidAt = startedAt
    // Writes its own claim before it reads the others: of two that start at once, at least one sees the other.
    await this.say(own)
    const others = await heard(this.db, this.id)
    this.round += 1
    const division = divide([own, ...others]).get(this.id) ?? { from: 0, to: 0 }
    // A process that was silent for long starts over: the others have divided its part.
    const known = startedAt - this.heardAt < SHARE_LASTS_MS ? this.promised : null
    const share = others.length === 0 ? division : known && overlap(known, division)
    this.promised = division
    this.heardAt = startedAt
    const lastsMs = SHARE_LASTS_MS - (performance.now() - startedAt)
    return share && { ...share, instances: others.length + 1, lastsMs }
  }

  /** Removes the claims of processes that ended without withdrawing theirs. */
  async forgetNowAndThen(): Promise<void> {
    if (this.round % 30 === 1) await forget(this.db)
  }

  async withdraw(): Promise<void> {
    await this.db.delete(snapshots).where(eq(snapshots.key, this.key))
  }

  private measure(now: number): Claim {
    const { limit, windowMs } = this.limiter.snapshot()
    const { taken, hungry } = this.limiter.demand()
    const whole = ((limit ?? 10) * (now - (this.saidAt ?? now - this.everyMs))) / (windowMs ?? 1000)
    this.used = Math.min(1, Math.max(taken / Math.max(1, whole), this.used * FADE))
    return { id: this.id, used: this.used, hungry }
  }

  private async say({ used, hungry }: Claim): Promise<void> {
    const value = { used, hungry }
    await this.db
      .insert(snapshots)
      .values({ key: this.key, value, observedAt: sql`now()` })
      .onConflictDoUpdate({ target: snapshots.key, set: { value, observedAt: sql`now()` } })
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
