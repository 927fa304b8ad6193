import { createHash } from 'node:crypto'
import type { Db } from '@/server/platform/db/client'
import type { AuditChain } from '../../platform/audit-chain'
import { appendRows } from '../append'
import type { NewAuditRow } from '../canonical'

const begin = Date.UTC(2026, 0, 1)

/** A uuid that depends only on the number. */
const uuidOf = (index: number) =>
  createHash('sha256')
    .update(String(index))
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/** Rows as the console writes them: intents, outcomes and events, every column used, text in several scripts. */
export function sampleRow(index: number): NewAuditRow {
  const phase = (['intent', 'outcome', 'event'] as const)[index % 3] ?? 'event'
  const name = ['Ana', 'Jörg “Joe” Müller', '小林 明', 'O’Neil, "Pat"'][index % 4] ?? ''
  return {
    at: new Date(begin + index * 977),
    phase,
    commandId: phase === 'event' ? null : uuidOf(Math.floor(index / 3)),
    action: phase === 'event' ? 'session.sign_in' : 'account.disable',
    actorKind: 'operator',
    actorId: uuidOf(index % 7),
    actorName: name,
    actorRole: 'manager',
    targetKind: 'account',
    targetId: uuidOf(index % 500),
    targetLabel: `Account ${index % 500}`,
    reason: index % 2 === 0 ? 'Unpaid balance' : null,
    detail:
      phase === 'intent' ? { ticket: `T-${index}`, ratio: index / 7, nested: { zz: [1, 'two', null], a: 1e21 } } : null,
    changes: phase === 'outcome' ? { status: ['enabled', 'disabled'] } : null,
    outcome: phase === 'intent' ? null : 'succeeded',
    problem: index % 30 === 1 ? { code: 'upstream', message: 'Telnyx did not answer in time.' } : null,
    telnyxRequestId: phase === 'outcome' ? uuidOf(index) : null,
    requestId: uuidOf(index + 1_000_000),
  }
}

/** Fills an audit through the console's own writer, many rows per transaction. */
export async function fillRecord(db: Db, chain: AuditChain, count: number, from = 0): Promise<void> {
  const size = 500
  for (let start = 0; start < count; start += size) {
    const rows = Array.from({ length: Math.min(size, count - start) }, (_, index) => sampleRow(from + start + index))
    await db.transaction(tx => appendRows(tx, chain, rows))
  }
}
