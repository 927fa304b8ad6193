import { eq, like, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '@/server/platform/db/client'
import { snapshots } from '@/server/platform/db/schema'
import { createLogger } from '@/server/platform/log'
import { testDatabase } from '@/server/testing/database'
import { createLimiter, type Limiter } from './limiter'
import { shareBudget } from './shared-budget'
import { manualClock, settled } from './testing/manual-clock'

let database: OpenDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(shared => shared.stop()))
})

const log = createLogger('silent', [])
const never = 3_600_000

/** A separate process: its limiter, and the parts it was given, newest last. */
async function join(everyMs = 20, db = database.db) {
  const limiter = createLimiter()
  const parts: number[] = []
  const instances: number[] = []
  const told: Limiter = {
    ...limiter,
    setShare(share) {
      parts.push(Math.round((share.to - share.from) * 100) / 100)
      instances.push(share.instances)
      limiter.setShare(share)
    },
  }
  const shared = await shareBudget({ db, log }, told, everyMs)
  running.push(shared)
  return { limiter, parts, instances, part: () => parts.at(-1), stop: shared.stop }
}

const claims = () => database.db.select().from(snapshots).where(like(snapshots.key, 'rate_claim:%'))

describe('[5.3] the budget that processes on one database share', () => {
  it('belongs completely to the only process, at once', async () => {
    const alone = await join()
    expect(alone.part()).toBe(1)
  })

  it('gives nothing to a new process until the others have made room, and everything back when it has left', async () => {
    const first = await join()
    const second = await join(never)
    expect(second.parts).toEqual([0])
    await expect.poll(first.part).toBe(0.5)
    expect(first.instances.at(-1)).toBe(2)
    const third = await join()
    await expect.poll(third.part).toBeGreaterThan(0.3)
    await Promise.all([second.stop(), third.stop()])
    await expect.poll(first.part).toBe(1)
    expect(await claims()).toHaveLength(1)
  })

  it('goes to the busy process', async () => {
    const [busy, idle] = [await join(), await join()]
    await expect.poll(busy.part).toBe(0.5)
    const waiting = Array.from({ length: 20 }, () => busy.limiter.acquire({ lane: 'bulk', operation: 'x', hold: true }))
    await expect.poll(busy.part, { timeout: 5000 }).toBeGreaterThan(0.9)
    expect((busy.part() ?? 0) + (idle.part() ?? 0)).toBeCloseTo(1, 1)
    for (const permit of waiting) void permit.then(given => given.done({ outcome: 'unused' }))
    await Promise.all(waiting)
  })

  it('leaves out a process that was silent for five seconds', async () => {
    const living = await join()
    const known = new Set((await claims()).map(row => row.key))
    const killed = await join(never)
    const [row] = (await claims()).filter(({ key }) => !known.has(key))
    await expect.poll(living.part).toBe(0.5)
    await database.db
      .update(snapshots)
      .set({ observedAt: sql`now() - interval '6 seconds'` })
      .where(eq(snapshots.key, row?.key ?? ''))
    await expect.poll(living.part, { timeout: 5000 }).toBe(1)
    expect(killed.parts).toEqual([0])
  })

  it('ends for a process that cannot reach the database; its clicks are still sent', async () => {
    const clock = manualClock()
    const limiter = createLimiter({ now: clock.now, schedule: clock.schedule })
    const granted: string[] = []
    const ask = (lane: 'click' | 'bulk' | 'sync') => {
      void limiter.acquire({ lane, operation: lane }).then(() => granted.push(lane))
      return settled()
    }
    limiter.setShare({ from: 0.5, to: 1, instances: 2, lastsMs: 4000 })
    await clock.advance(4001)
    for (const lane of ['sync', 'bulk', 'click'] as const) await ask(lane)
    expect(granted).toEqual(['click'])
    limiter.setShare({ from: 0.5, to: 1, instances: 2, lastsMs: 4000 })
    await settled()
    expect(granted).toEqual(['click', 'bulk', 'sync'])
  })

  it('is requested again when the database is back', async () => {
    let away = true
    const flaky = new Proxy(database.db, {
      get: (target, name) => {
        if (away && name === 'insert') throw new Error('the database is away')
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const process = await join(20, flaky)
    expect(process.part()).toBe(0)
    away = false
    await expect.poll(process.part).toBe(1)
  })
})
