import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { silence } from '../commands/testing/silence'
import { type TestDatabase, testDatabase } from '../testing/database'
import { processes } from './db/schema'
import { createHeartbeat, heartbeatLimits } from './heartbeat'
import { createLogger } from './log'

let database: TestDatabase
const log = createLogger('silent', [])
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.db.delete(processes))
afterEach(() => vi.useRealTimers())

type Options = Parameters<typeof createHeartbeat>[1]
const heartbeat = (options?: Options) => createHeartbeat({ db: database.db, log }, options)

async function rowOf(id: string | null) {
  const [row] = await database.db
    .select()
    .from(processes)
    .where(eq(processes.id, id ?? ''))
  return row
}

describe('a process on the database', () => {
  it('has a row from its start, marked as ended by a clean stop', async () => {
    const one = heartbeat()
    expect(one.life().id).toBeNull()
    await one.start()
    const { id } = one.life()
    expect(await rowOf(id)).toMatchObject({ id, endedAt: null })
    const begun = one.life()
    expect(begun.isFenced()).toBe(false)
    await one.stop()
    expect((await rowOf(id))?.endedAt).not.toBeNull()
    // Neither calls in flight nor new ones are sent any longer.
    expect([begun.isFenced(), one.life().isFenced()]).toEqual([true, true])
  })

  it('renews its row by the database’s clock', async () => {
    const one = heartbeat()
    await one.beat()
    const { id } = one.life()
    await silence(database.db, id, 600)
    await one.beat()
    const [fresh] = await database.db
      .select({ id: processes.id })
      .from(processes)
      .where(sql`heartbeat_at > now() - interval '5 minutes'`)
    expect(fresh).toEqual({ id })
  })

  it('is declared dead by another process when it is silent for too long, and not before', async () => {
    const [one, other] = [heartbeat(), heartbeat({ deadAfterMs: 60_000 })]
    await one.beat()
    const { id } = one.life()
    await silence(database.db, id, 30)
    await other.beat()
    expect((await rowOf(id))?.endedAt).toBeNull()
    await silence(database.db, id, 31)
    await other.beat()
    expect((await rowOf(id))?.endedAt).not.toBeNull()
    expect((await rowOf(other.life().id))?.endedAt).toBeNull()
  })

  it('is known to be dead within 10 s, with the limits of a console', async () => {
    const [one, other] = [heartbeat(), heartbeat()]
    await one.beat()
    const { id } = one.life()
    // Of the checks before the ten seconds are over, the last one comes at this age or later.
    await silence(database.db, id, 10 - heartbeatLimits.everyMs / 1_000)
    await other.beat()
    expect((await rowOf(id))?.endedAt).not.toBeNull()
  })

  it('that was declared dead continues under a new id, and what it had started is fenced', async () => {
    const [one, other] = [heartbeat(), heartbeat()]
    await one.beat()
    const before = one.life()
    await silence(database.db, before.id, 8)
    await other.beat()
    await one.beat()
    const after = one.life()
    expect(after.id).not.toBe(before.id)
    expect([before.isFenced(), after.isFenced()]).toEqual([true, false])
    expect((await rowOf(before.id))?.endedAt).not.toBeNull()
  })

  it('fences itself when it could not renew its row, before others may declare it dead', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    const one = heartbeat()
    await one.beat()
    const life = one.life()
    vi.advanceTimersByTime(4_900)
    expect(life.isFenced()).toBe(false)
    vi.advanceTimersByTime(200)
    expect(life.isFenced()).toBe(true)
    await one.beat()
    expect(life.isFenced()).toBe(false)
  })

  it('that has the database alone declares every other one dead at its start, and is never fenced', async () => {
    const killed = heartbeat()
    await killed.beat()
    const alone = heartbeat({ alone: true })
    await alone.start()
    expect((await rowOf(killed.life().id))?.endedAt).not.toBeNull()
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    vi.advanceTimersByTime(60_000)
    expect(alone.life().isFenced()).toBe(false)
    vi.useRealTimers()
    await alone.stop()
  })

  it('that stood still sends nothing until it has put work on hold, also alone; a database that is down is no standstill', async () => {
    const alone = heartbeat({ alone: true, everyMs: 60_000 })
    let held = 0
    const hold = async () => {
      held += 1
    }
    await alone.start({ afterMs: 600_000, hold })
    const life = alone.life()
    vi.useFakeTimers({ toFake: ['Date'] })
    // An hour in which it tried every half a minute, as while the database is down.
    for (let tries = 0; tries < 120; tries += 1) {
      vi.advanceTimersByTime(30_000)
      await alone.beat()
    }
    expect([held, life.isFenced()]).toEqual([0, false])
    vi.advanceTimersByTime(601_000)
    expect(life.isFenced()).toBe(true)
    await alone.beat()
    expect([held, life.isFenced()]).toEqual([1, false])
    // A clock that is set back is none either.
    vi.setSystemTime(Date.now() - 3 * 3_600_000)
    await alone.beat()
    expect([held, life.isFenced()]).toEqual([1, false])
    vi.useRealTimers()
    await alone.stop()
  })

  it('deletes the rows of processes that ended long ago', async () => {
    const [old, recent] = [heartbeat(), heartbeat()]
    await old.start()
    await recent.start()
    await old.stop()
    await recent.stop()
    await database.db
      .update(processes)
      .set({ endedAt: sql`now() - interval '31 days'` })
      .where(eq(processes.id, old.life().id ?? ''))
    const one = heartbeat()
    await one.start()
    expect(await rowOf(old.life().id)).toBeUndefined()
    expect(await rowOf(recent.life().id)).toBeDefined()
    await one.stop()
  })
})
