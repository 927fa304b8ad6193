import 'server-only'
import { eq } from 'drizzle-orm'
import type { RecordFinding } from '@/lib/audit-report'
import type { AuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { auditEvents } from '../platform/db/schema'
import { readHead } from './append'
import { archivedPlace } from './archive'
import { ArchiveError, type Place, readArchive, readArchiveHeader } from './archive-file'
import type { Checkpoint } from './checkpoint-file'

const number = (value: number) => value.toLocaleString('en-US')

type ArchiveCheck = { finding: RecordFinding | null; rows: number }

const found = (row: number | null, words: string): RecordFinding => ({ row, kind: 'archive', words })

/**
 * Verifies archives together: each continues the one before, all removed rows are in them, and they end where the
 * database continues. @param checkpoints of rows that may be in the archives, by the row
 */
export async function checkArchives(
  db: Db,
  chain: AuditChain,
  files: readonly string[],
  checkpoints: ReadonlyMap<number, Checkpoint>,
): Promise<ArchiveCheck> {
  const check: ArchiveCheck = { finding: null, rows: 0 }
  try {
    const head = await readHead(db)
    const removed = head && archivedPlace(head)
    const opened = await Promise.all(files.map(async file => ({ file, header: await readArchiveHeader(file) })))
    opened.sort((one, other) => (one.header.after?.lastId ?? 0) - (other.header.after?.lastId ?? 0))
    let end: Place | null = null
    let seam = removed === null
    for (const { file, header } of opened) {
      if (header.after?.lastId !== end?.lastId || header.after?.hash !== end?.hash) {
        throw new ArchiveError(gapWords(end, header.after), (end?.lastId ?? 0) + 1)
      }
      end = await readArchive(file, chain, place => {
        check.rows += 1
        if (place.lastId === removed?.lastId) seam = place.hash === removed.hash && place.rows === removed.rows
        const checkpoint = checkpoints.get(place.lastId)
        if (checkpoint && checkpoint.hash !== place.hash) {
          throw new ArchiveError(
            `the checkpoint of ${checkpoint.at} does not agree with row ${number(place.lastId)}: the record was rebuilt.`,
            place.lastId,
          )
        }
      })
    }
    const last = end?.lastId ?? 0
    if (removed && last < removed.lastId) throw new ArchiveError(gapWords(end, removed), last + 1)
    if (!seam) throw new ArchiveError('The archives are not of this record: they end in another chain.', last)
    if (end && end.lastId !== removed?.lastId) {
      const [live] = await db.select({ hash: auditEvents.hash }).from(auditEvents).where(eq(auditEvents.id, end.lastId))
      const hash = end.lastId === head?.genesisId ? head.genesisHash : live?.hash
      if (hash !== end.hash) throw new ArchiveError('The archives do not agree with the record in the database.', last)
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    check.finding = found(error.row, error.message)
  }
  return check
}

function gapWords(end: Place | null, next: Place | null): string {
  const from = number((end?.lastId ?? 0) + 1)
  if ((next?.lastId ?? 0) <= (end?.lastId ?? 0))
    return `Two archives hold row ${from}, or do not continue each other. Name each part once.`
  return `Rows ${from} to ${number(next?.lastId ?? 0)} were archived and removed, and are in none of the named archives.`
}
