import 'server-only'
import { statfs } from 'node:fs/promises'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { DailySize } from '@/lib/console-status'
import type { Services } from '../context'
import type { Db } from '../platform/db/client'
import { keepSnapshot } from '../platform/db/keep-snapshot'
import { rowOf, rowsOf } from '../platform/db/rows'
import { snapshots } from '../platform/db/schema'
import { repeat } from '../platform/repeat'

const sized = rowOf({ bytes: z.number(), version: z.string() })
const tables = rowsOf({ name: z.string(), bytes: z.number() })

/** In bytes. The write-ahead log does not count. */
export async function databaseSize(db: Db): Promise<{ bytes: number; version: string }> {
  const answer = await db.execute(sql`
    select pg_database_size(current_database())::float8 as bytes, current_setting('server_version') as version`)
  const { bytes, version } = sized.parse(answer)
  // Debian adds the version of its package.
  return { bytes, version: version.split(' ')[0] ?? version }
}

/** Each with its indexes and long values, the largest first. */
export async function tableSizes(db: Db): Promise<{ name: string; bytes: number }[]> {
  const answer = await db.execute(sql`
    select relname as name, pg_total_relation_size(oid)::float8 as bytes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by bytes desc, relname`)
  return tables.parse(answer)
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

const key = 'database_sizes'
const daysKept = 30
const kept = z.object({ days: z.array(z.object({ day: z.string(), bytes: z.number() })) })

export async function readSizes(db: Db): Promise<DailySize[]> {
  const [row] = await db.select({ value: snapshots.value }).from(snapshots).where(eq(snapshots.key, key))
  return kept.safeParse(row?.value).data?.days ?? []
}

/** Keeps the first size of each day. Several instances write the same. */
export async function noteSize({ db, now }: Pick<Services, 'db' | 'now'>): Promise<void> {
  const observedAt = now()
  const day = observedAt.toISOString().slice(0, 10)
  const days = await readSizes(db)
  if (days.at(-1)?.day === day) return
  const { bytes } = await databaseSize(db)
  // Future days, left by a clock that was ahead, are dropped.
  const value = { days: [...days.filter(one => one.day < day), { day, bytes }].slice(-daysKept) }
  await keepSnapshot(db, key, value, observedAt)
}

const everyMs = 3_600_000

export function startNotingSizes(services: Services): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const failed = (error: unknown) => services.log.error({ err: error, task: 'sizes' }, 'background work failed')
  const { ended } = repeat(everyMs, stopping.signal, failed, () => noteSize(services))
  return {
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}
