/** The state of this console. Instants are ISO; null = not known yet, unless the field says otherwise. */
export type ConsoleStatus = {
  /** Of the process that answered. */
  process: { version: string; build: string | null; node: string; startedAt: string; memoryBytes: number }
  database: {
    /** `PostgreSQL 18.6` */
    engine: string
    embedded: boolean
    bytes: number
    /** The largest, with their indexes. */
    tables: { name: string; bytes: number }[]
    /** Of the disk of DATA_DIR; null for PostgreSQL, whose disk is not visible from here. */
    diskFreeBytes: number | null
    growth: Growth | null
  }
  sync: { asOf: string | null; running: boolean }
  work: { unknown: number; oldestUnknownAt: string | null; jobsRunning: number; jobsPaused: number }
  audit: {
    rows: number | null
    /** null = AUDIT_CHECKPOINTS is not set */
    checkpoints: { coveredAt: string | null; failed: boolean } | null
    /** The last verification since this process started. */
    verified: { at: string; ok: boolean; checkpoint: string | null } | null
  }
}

/** The size of the database on one day, `2026-11-29`. */
export type DailySize = { day: string; bytes: number }

export type Growth = { bytesPerDay: number; days: number }

const msPerDay = 86_400_000

/** From the first to the last sample; null with fewer than two days. */
export function growthOf(sizes: readonly DailySize[]): Growth | null {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (!first || !last) return null
  const days = (Date.parse(last.day) - Date.parse(first.day)) / msPerDay
  return days > 0 ? { bytesPerDay: (last.bytes - first.bytes) / days, days } : null
}

/** Whole days until the disk is full at this growth; null = not known, or the database does not grow. */
export function daysUntilFull({ growth, diskFreeBytes }: Pick<ConsoleStatus['database'], 'growth' | 'diskFreeBytes'>) {
  if (growth === null || diskFreeBytes === null || growth.bytesPerDay <= 0) return null
  return Math.floor(diskFreeBytes / growth.bytesPerDay)
}
