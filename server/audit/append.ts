import 'server-only'
import { getTableColumns, sql } from 'drizzle-orm'
import type { AuditChain, ChainHead } from '../platform/audit-chain'
import type { Tx } from '../platform/db/client'
import { auditChain, auditEvents } from '../platform/db/schema'
import { canonicalOf, jsonOf, type NewAuditRow } from './canonical'

/** The audit chain does not continue from its recorded head. The text is for the person who runs the console. */
export class RecordBrokenError extends Error {
  override readonly name = 'RecordBrokenError'
}

/** Throws RecordBrokenError when the head was made with another key, or changed without the key. */
export function checkHead(chain: AuditChain, head: ChainHead): void {
  if (head.keyId !== chain.keyId) {
    throw new RecordBrokenError(
      'The audit record of this database was started with another key than AUDIT_KEY. Set AUDIT_KEY to its former value. If it was never set, remove it, also from SECRETS_FILE.',
    )
  }
  if (head.mac !== chain.headMac(head)) {
    throw new RecordBrokenError(
      'The head of the audit record (table audit_chain) was changed outside the console. No command runs, because nothing can be recorded. Run npm run audit:verify, and restore the database from a backup.',
    )
  }
}

const { id: _, ...headColumns } = getTableColumns(auditChain)

/** The current head; null when the chain was never started. */
export async function readHead(db: Pick<Tx, 'select'>): Promise<ChainHead | null> {
  const [head] = await db.select(headColumns).from(auditChain)
  return head ?? null
}

/**
 * Appends rows to the audit chain, in this order. The only writer of `audit_events`. It locks the head until the
 * transaction ends, so call it last. Throws when the chain cannot be continued; the caller must then do nothing.
 */
export async function appendRows(tx: Tx, chain: AuditChain, rows: readonly NewAuditRow[]): Promise<void> {
  const values = rows.map(jsonOf)
  const [found] = await tx
    .select({
      ...headColumns,
      // One round trip to the database returns the lock and its spelling of the JSON.
      json: sql<
        string[]
      >`array(select value::text from jsonb_array_elements(${JSON.stringify(values.flat())}::jsonb) with ordinality as given(value, place) order by place)`,
    })
    .from(auditChain)
    .for('update')
  if (!found) throw new RecordBrokenError('The audit record has no head (table audit_chain is empty).')
  const { json, ...head } = found
  checkHead(chain, head)
  let { lastId, lastHash } = head
  const written = rows.map((row, index) => {
    lastId += 1
    lastHash = chain.rowHash(lastHash, canonicalOf(lastId, row, json.splice(0, values[index]?.length ?? 0)))
    return { ...row, id: lastId, hash: lastHash }
  })
  const next = { ...head, lastId, lastHash, rows: head.rows + rows.length }
  await tx.execute(sql`
    with written as (${tx.insert(auditEvents).values(written).getSQL()})
    update ${auditChain} set last_id = ${lastId}, last_hash = ${lastHash}, rows = ${next.rows}, mac = ${chain.headMac(next)}`)
  chain.appended(rows.length)
}
