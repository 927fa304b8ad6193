import 'server-only'
import { inArray } from 'drizzle-orm'
import type { CheckpointReport, RecordFinding } from '@/lib/audit-report'
import type { AuditChain, ChainHead } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { auditEvents } from '../platform/db/schema'
import { readHead } from './append'
import { type Checkpoint, isSigned, readCheckpoints } from './checkpoint-file'

const batch = 500

const number = (value: number) => value.toLocaleString('en-US')

type CheckpointCheck = {
  finding: RecordFinding | null
  report: CheckpointReport
  damaged: number
  /** Valid ones of rows that were archived and removed: only the archives can agree with them. */
  archived: Map<number, Checkpoint>
}

/** Compares the audit with every checkpoint of the file, in batches. Returns the finding with the lowest row. */
export async function checkCheckpoints(db: Db, chain: AuditChain, file: string): Promise<CheckpointCheck> {
  const report = { count: 0, last: null, uncovered: 0 }
  const state: CheckpointCheck = { finding: null, report, damaged: 0, archived: new Map() }
  let waiting: Checkpoint[] = []
  for await (const one of readCheckpoints(file)) {
    if (one === null) state.damaged += 1
    else waiting.push(one)
    if (waiting.length < batch) continue
    await compare(db, chain, waiting, state)
    waiting = []
  }
  await compare(db, chain, waiting, state)
  const head = await readHead(db)
  const covered = state.report.last?.lastId ?? head?.genesisId ?? 0
  state.report.uncovered = Math.max(0, (head?.lastId ?? 0) - covered)
  return state
}

async function compare(db: Db, chain: AuditChain, lines: readonly Checkpoint[], state: CheckpointCheck): Promise<void> {
  if (lines.length === 0) return
  // Read after the lines: the row that a checkpoint names was committed before the checkpoint was written.
  const head = await readHead(db)
  const ids = [...new Set(lines.map(one => one.lastId).filter(Number.isSafeInteger))]
  const rows = await db
    .select({ id: auditEvents.id, hash: auditEvents.hash })
    .from(auditEvents)
    .where(inArray(auditEvents.id, ids))
  const hashes = new Map(rows.map(row => [row.id, row.hash]))
  for (const one of lines) {
    state.report.count += 1
    if (!isSigned(chain, one)) {
      state.finding ??= {
        row: null,
        kind: 'checkpoint',
        words: `Checkpoint ${number(state.report.count)} (${one.at}) was not written with this record’s key, or was changed.`,
      }
      continue
    }
    if (one.lastId >= (state.report.last?.lastId ?? 0)) state.report.last = { at: one.at, lastId: one.lastId }
    if (one.lastId <= (head?.archivedId ?? 0)) state.archived.set(one.lastId, one)
    const found = head && disagreement(one, head, hashes.get(one.lastId))
    if (found && (state.finding?.row ?? Number.POSITIVE_INFINITY) > (found.row ?? 0)) state.finding = found
  }
}

function disagreement(one: Checkpoint, head: ChainHead, hash: string | null | undefined): RecordFinding | null {
  if (one.lastId > head.lastId) {
    return {
      row: head.lastId + 1,
      kind: 'tail',
      words: `The end of the record was cut off: the checkpoint of ${one.at} names row ${number(one.lastId)}, which is gone; the record ends at row ${number(head.lastId)}.`,
    }
  }
  const kept = keptHash(one.lastId, head, hash)
  if ((kept === undefined || kept === one.hash) && one.rows === head.genesisRows + one.lastId - head.genesisId)
    return null
  return {
    row: one.lastId,
    kind: 'rebuilt',
    words: `The record was rebuilt: the checkpoint of ${one.at} does not agree with row ${number(one.lastId)}.`,
  }
}

/** What the row's hash must be; undefined = the row was archived and removed. */
function keptHash(lastId: number, head: ChainHead, hash: string | null | undefined): string | null | undefined {
  if (lastId === head.archivedId) return head.archivedHash
  if (lastId < (head.archivedId ?? 0)) return undefined
  return lastId === head.genesisId ? head.genesisHash : (hash ?? null)
}
