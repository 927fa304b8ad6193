import 'server-only'
import path from 'node:path'
import { eq, gte, lte, min, sql } from 'drizzle-orm'
import { type Services, systemContext } from '../context'
import type { AuditChain, ChainHead } from '../platform/audit-chain'
import type { Db, Tx } from '../platform/db/client'
import { auditChain, auditEvents } from '../platform/db/schema'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { checkHead, RecordBrokenError, readHead } from './append'
import { ArchiveError, type ArchiveReport, newHeader, type Place, readArchive, writeArchive } from './archive-file'
import type { KeptRow } from './canonical'
import { isSigned, readCheckpoints } from './checkpoint-file'
import { recordEvent } from './record'
import { readKeptRows } from './seal'

/** Rows of the last days are never archived, because open work and limits that add up changes refer to them. */
export const leastDays = 90

type Needs = Pick<Services, 'db' | 'auditChain' | 'log' | 'now'>

const number = (value: number) => value.toLocaleString('en-US')

/** The last row that was archived and removed; null = none was. */
export function archivedPlace(head: ChainHead): Place | null {
  const { archivedId, archivedRows, archivedHash } = head
  return archivedId === null ? null : { lastId: archivedId, rows: archivedRows ?? 0, hash: archivedHash ?? '' }
}

async function knownHead(db: Pick<Tx, 'select'>, chain: AuditChain): Promise<ChainHead> {
  const head = await readHead(db)
  if (!head) throw new ArchiveError('There is no audit record in this database yet.')
  checkHead(chain, head)
  return head
}

/**
 * Writes the entries from before a day to a signed file and verifies them, also read back. Removes nothing. Where
 * checkpoints are kept, the archive ends at one of them. Throws ArchiveError and RecordBrokenError.
 */
export async function makeArchive(services: Needs, file: string, before: Date): Promise<ArchiveReport> {
  const { db, auditChain: chain, now } = services
  if (before.getTime() > now().getTime() - leastDays * 86_400_000) {
    throw new ArchiveError(`Entries of the last ${leastDays} days stay in the database. Choose an earlier day.`)
  }
  const head = await knownHead(db, chain)
  const after = archivedPlace(head)
  const cut = await cutBefore(db, chain, head, before)
  const genesis = { lastId: head.genesisId, rows: head.genesisRows, hash: head.genesisHash }
  const header = newHeader(chain, { after, genesis })
  const written = await writeArchive(file, chain, header, keptRows(db, after?.lastId ?? null, cut), now())
  const read = await readArchive(file, chain)
  if (read.hash !== written.hash || read.sha256 !== written.sha256) {
    throw new ArchiveError(`The archive ${file} differs from what was written. Remove it, and check its disk.`)
  }
  const { lastId, count, until, sha256 } = read
  await recordEvent(db, systemContext(services, 'archive'), {
    action: 'audit.archive',
    detail: { file: path.basename(file), upTo: lastId, rows: count, until, sha256 },
    outcome: 'succeeded',
  })
  return read
}

/** The last row to archive: the one before the first of that day, or that of the newest checkpoint up to it. */
async function cutBefore(db: Db, chain: AuditChain, head: ChainHead, before: Date): Promise<number> {
  const [first] = await db
    .select({ id: min(auditEvents.id) })
    .from(auditEvents)
    .where(gte(auditEvents.at, before))
  // The newest row stays: the chain continues after it.
  let cut = Math.min(first?.id ?? head.lastId, head.lastId) - 1
  if (chain.checkpoints) {
    let newest: number | null = null
    for await (const one of readCheckpoints(chain.checkpoints.file)) {
      if (one === null || one.lastId > cut || one.lastId <= (newest ?? 0)) continue
      if (isSigned(chain, one)) newest = one.lastId
    }
    cut = newest ?? cut
  }
  if (cut <= (head.archivedId ?? 0) || cut < head.genesisId) {
    throw new ArchiveError(
      head.genesisId > 0 && cut < head.genesisId && cut > 0
        ? `The rows up to ${number(head.genesisId)} were sealed together and can only be archived together. Choose a later day.`
        : 'There are no entries from before that day.',
    )
  }
  return cut
}

const page = 500

async function* keptRows(db: Db, after: number | null, upTo: number): AsyncGenerator<KeptRow, void> {
  let last = after
  for (;;) {
    const rows = await readKeptRows(db, last, upTo, page)
    for (const { kept } of rows) yield kept
    if (rows.length < page) return
    last = rows.at(-1)?.kept.id ?? null
    await yieldToEventLoop()
  }
}

export type Removal = { rows: number; lastId: number; until: string }

/** Rows removed at a time. Until a batch is removed, no entry can be appended. */
const batch = 2_000

/**
 * Removes from the database what an archive holds, after verifying the archive and that it is of this record. Each step
 * moves the start of the chain in the same transaction, so that the record can be verified at any time. The role must own
 * the table: the console's own role may not remove anything. Throws ArchiveError and RecordBrokenError.
 */
export async function removeArchived(services: Needs, file: string, isDryRun: boolean): Promise<Removal> {
  const { db, auditChain: chain } = services
  const head = await knownHead(db, chain)
  const removed = archivedPlace(head)
  const steps: Step[] = []
  let isOfThisRecord = removed === null
  const report = await readArchive(file, chain, (place, at) => {
    if (place.lastId === removed?.lastId) isOfThisRecord = place.hash === removed.hash
    const isStep = place.lastId >= head.genesisId && place.rows % batch === 0
    if (isStep && place.lastId > (removed?.lastId ?? 0)) steps.push({ ...place, at: new Date(at) })
  })
  if (report.after?.lastId === removed?.lastId) isOfThisRecord = report.after?.hash === removed?.hash
  if (!isOfThisRecord || (report.after?.lastId ?? 0) > (removed?.lastId ?? 0)) {
    throw new ArchiveError(
      `The archive ${file} does not continue the rows that were removed before. Nothing was removed.`,
    )
  }
  if (report.lastId <= (removed?.lastId ?? 0)) throw new ArchiveError('What this archive holds was removed already.')
  const [live] = await db.select({ hash: auditEvents.hash }).from(auditEvents).where(eq(auditEvents.id, report.lastId))
  const kept = report.lastId === head.genesisId ? head.genesisHash : live?.hash
  if (kept !== report.hash) {
    throw new ArchiveError(
      `The archive ${file} does not agree with the record. Nothing was removed. Run npm run audit:verify.`,
    )
  }
  const rows = report.rows - (removed?.rows ?? 0)
  const removal = { rows, lastId: report.lastId, until: report.until }
  if (isDryRun) return removal
  if (steps.at(-1)?.lastId !== report.lastId) {
    steps.push({ lastId: report.lastId, rows: report.rows, hash: report.hash, at: new Date(report.until) })
  }
  for (const step of steps) {
    await db.transaction(tx => removeUpTo(tx, chain, step))
    await yieldToEventLoop()
  }
  services.log.info({ rows, lastId: report.lastId }, 'archived entries of the audit were removed')
  await recordEvent(db, systemContext(services, 'archive'), {
    action: 'audit.remove_archived',
    detail: { file: path.basename(file), upTo: report.lastId, rows, until: report.until, sha256: report.sha256 },
    outcome: 'succeeded',
  })
  return removal
}

type Step = Place & { at: Date }

/** The trigger that keeps rows is off only inside this transaction. It locks the head, so nothing is appended until it ends. */
async function removeUpTo(tx: Tx, chain: AuditChain, { lastId, rows, hash, at }: Step): Promise<void> {
  await tx.select({ id: auditChain.id }).from(auditChain).for('update')
  const head = await knownHead(tx, chain)
  await tx.execute(sql`alter table audit_events disable trigger audit_events_append_only`)
  const gone = await tx.delete(auditEvents).where(lte(auditEvents.id, lastId)).returning({ id: auditEvents.id })
  await tx.execute(sql`alter table audit_events enable always trigger audit_events_append_only`)
  const next = { ...head, archivedId: lastId, archivedRows: rows, archivedHash: hash, archivedAt: at }
  if (gone.length !== rows - (head.archivedRows ?? 0)) {
    throw new RecordBrokenError('The record changed while it was archived. Run npm run audit:verify.')
  }
  await tx.update(auditChain).set({ ...next, mac: chain.headMac(next) })
}
