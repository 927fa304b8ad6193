import 'server-only'
import { sql } from 'drizzle-orm'
import { markRestored } from '../commands/sending/restored'
import { requestSweep } from '../mirror/request'
import type { Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'
import { type BackupHeader, type BackupSums, checkBackup, openBackup } from './file'
import { loadTables, makeSchema } from './load'
import { fillPlace, type Place, requireKnownSchema } from './place'
import { readTables } from './tables'

export type Restored = {
  header: BackupHeader
  sums: BackupSums
  seconds: number
  sessionsEnded: number
  linksWithdrawn: number
  /** The path of a former embedded database, and what to do with it. */
  former: string | null
}

type Options = {
  /** Allows to replace existing data: the name of the database, or the folder, typed by a person. */
  replace?: string | null
  now: () => Date
  /** Called after each batch. */
  onProgress?: (rows: number, of: number) => void
}

/**
 * Fills an empty place with a backup, once all of the file was checked. The restored console has no session and no open
 * link; the mark makes its first start put waiting work on hold before anything is sent. Throws BackupError.
 */
export async function restoreBackup(file: string, place: Place, options: Options): Promise<Restored> {
  const { replace = null, now, onProgress } = options
  const begun = performance.now()
  const { header, sums } = await checkBackup(file)
  requireKnownSchema(header)
  let ended = { sessionsEnded: 0, linksWithdrawn: 0 }
  const former = await fillPlace(place, replace, async tx => {
    await makeSchema(tx, header.schema.migrations)
    const { parts } = await openBackup(file)
    await loadTables(tx, parts, rows => onProgress?.(rows, sums.rows))
    ended = await endAccess(tx, now())
    await requestSweep(tx, 'restore', now())
    await markRestored(tx, header.takenAt, now())
  })
  return { header, sums, ...ended, former, seconds: Math.round((performance.now() - begun) / 10) / 100 }
}

/** At the schema of the backup, which may be older than this release. */
async function endAccess(tx: Tx, now: Date): Promise<{ sessionsEnded: number; linksWithdrawn: number }> {
  const has = new Set((await readTables(tx)).map(table => table.name))
  const at = now.toISOString()
  const count = async (query: ReturnType<typeof sql>) => (await rawRows(tx, query)).length
  // A copy has no processes: the calls of those that the backup saw running are looked up at the start.
  if (has.has('processes')) await tx.execute(sql`update processes set ended_at = ${at} where ended_at is null`)
  await tx.execute(sql`delete from snapshots where key = 'sync_lease'`)
  return {
    sessionsEnded: await count(
      sql`update sessions set revoked_at = ${at} where revoked_at is null and expires_at > ${at} returning id`,
    ),
    // A link that was used after the backup would work once more.
    linksWithdrawn: has.has('operator_links')
      ? await count(
          sql`update operator_links set revoked_at = ${at} where used_at is null and revoked_at is null and expires_at > ${at} returning id`,
        )
      : 0,
  }
}
