import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lt, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from './db/client'
import { processes } from './db/schema'
import type { Logger } from './log'
import { repeat } from './repeat'
import { isTooLate, type SendBefore, sendWithin } from './send-before'

/** One life of a process, as others on the database see it. It ends when the process stops, or is declared dead. */
export type Life = {
  /** Its row in `processes`; null = it has none, and only the age of its calls counts. */
  id: string | null
  /** Other processes may declare it dead: nothing that was started in this life may be sent any longer. */
  isFenced(): boolean
}

export type Heartbeat = {
  /** Take it before committing an intent, so that everything that happens to the process from then on counts. */
  life(): Life
}

export type RunningHeartbeat = Heartbeat & {
  start(standstill?: Standstill): Promise<void>
  /** Renews its own row and declares silent processes dead. Runs on a timer once started. */
  beat(): Promise<void>
  /** Ends every life of this process, so that it sends nothing more, and marks the row: others take over at once. */
  stop(): Promise<void>
}

type Options = {
  /** No other process can use this (embedded) database: every other row is dead, and nobody declares this one dead. */
  alone?: boolean
  everyMs?: number
  /** A process that is silent for longer is dead. */
  deadAfterMs?: number
  /** A process sends nothing when its last heartbeat is older. Well before other processes may declare it dead. */
  fencedAfterMs?: number
}

/** What a process that stood still for longer (frozen, or on a machine that slept) does before it sends anything. */
export type Standstill = { afterMs: number; hold(): Promise<unknown> }

/** A console's limits. A death is known within 10 s, the time between two checks included. */
export const heartbeatLimits = { everyMs: 2_000, deadAfterMs: 7_000, fencedAfterMs: 5_000 }

/** For tools and tests that work on a database without being one of its processes. */
export const noHeartbeat: Heartbeat = { life: () => ({ id: null, isFenced: () => false }) }

/** Rows of processes that ended longer ago are deleted. */
const keptDays = 30

/**
 * Tells the other processes on the database that this one is alive, and finds out which of them died. The database's
 * clock decides who is silent. A process measures its own silence from before it asked, so it fences itself before
 * anybody declares it dead. A process that was declared dead all the same (it was frozen) starts another life under a
 * new id: what it started in the old one is never sent.
 */
export function createHeartbeat({ db, log }: { db: Db; log: Logger }, options: Options = {}): RunningHeartbeat {
  const { alone = false, everyMs, deadAfterMs, fencedAfterMs } = { ...heartbeatLimits, ...options }
  const stopping = new AbortController()
  let current: { id: string; until: SendBefore } | null = null
  let ended = Promise.resolve()
  let standstill: Standstill | null = null
  /** When it last tried to renew its row, by the machine's clock: a database that is down is no standstill. */
  let triedAt = 0
  const silent = lt(processes.heartbeatAt, sql`now() - make_interval(secs => ${deadAfterMs / 1_000})`)

  const hasStoodStill = () => standstill !== null && Date.now() - triedAt > standstill.afterMs

  async function begin(): Promise<void> {
    const until = sendWithin(fencedAfterMs)
    const id = randomUUID()
    await db.insert(processes).values({ id, startedAt: sql`now()`, heartbeatAt: sql`now()` })
    current = { id, until }
  }

  async function beat(): Promise<void> {
    if (hasStoodStill()) await standstill?.hold()
    triedAt = Date.now()
    const until = sendWithin(fencedAfterMs)
    const id = current?.id
    const renewed = id === undefined ? [] : await renew(db, id)
    if (id !== undefined && renewed.length > 0) current = { id, until }
    else {
      if (id !== undefined)
        log.warn({ process: id }, 'this process was silent for so long that another declared it dead')
      await begin()
    }
    if (!alone) await declareDead(db, silent)
  }

  return {
    life() {
      const id = current?.id ?? null
      const isOver = () => (current?.id ?? null) !== id
      return {
        id,
        isFenced: () =>
          stopping.signal.aborted ||
          isOver() ||
          hasStoodStill() ||
          (!alone && current !== null && isTooLate(current.until)),
      }
    },
    beat,
    async start(onStandstill) {
      triedAt = Date.now()
      standstill = onStandstill ?? null
      await begin()
      await declareDead(db, alone ? ne(processes.id, current?.id ?? '') : silent)
      await forget(db)
      const failed = (error: unknown) => log.warn({ err: error }, 'the heartbeat could not be written')
      ended = repeat(everyMs, stopping.signal, failed, () => beat().then(() => undefined)).ended
    },
    async stop() {
      stopping.abort()
      await ended
      if (!current) return
      await db.update(processes).set({ endedAt: sql`now()` }).where(running(current.id))
    },
  }
}

const running = (id: string) => and(eq(processes.id, id), isNull(processes.endedAt))

function renew(db: Db, id: string) {
  return db.update(processes).set({ heartbeatAt: sql`now()` }).where(running(id)).returning({ id: processes.id })
}

async function declareDead(db: Db, who: SQL): Promise<void> {
  await db
    .update(processes)
    .set({ endedAt: sql`now()` })
    .where(and(isNull(processes.endedAt), who))
}

/** Whether the process that this expression names has ended. A process without a row never has. */
export function hasEnded(processId: SQLWrapper): SQL {
  return sql`exists (
    select 1 from ${processes} where ${processes.id}::text = ${processId}::text and ${processes.endedAt} is not null
  )`
}

async function forget(db: Db): Promise<void> {
  await db.delete(processes).where(lt(processes.endedAt, sql`now() - make_interval(days => ${keptDays})`))
}
