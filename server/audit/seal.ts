import 'server-only'
import { and, asc, gt, isNotNull, lte, sql } from 'drizzle-orm'
import type { AuditChain } from '../platform/audit-chain'
import type { Db, Tx } from '../platform/db/client'
import { auditChain, auditEvents } from '../platform/db/schema'
import { checkHead, RecordBrokenError, readHead } from './append'
import { canonicalText, keptRow } from './canonical'

/** A row as the chain reads it. */
export type ChainRow = { id: number; hash: string | null; canonical: string }

/** Rows after `after` (null = from the first), in the record's order. */
export function readChainRows(db: Pick<Tx, 'select'>, after: number | null, limit: number): Promise<ChainRow[]> {
  return db
    .select({ id: auditEvents.id, hash: auditEvents.hash, canonical: canonicalText })
    .from(auditEvents)
    .where(after === null ? undefined : gt(auditEvents.id, after))
    .orderBy(asc(auditEvents.id))
    .limit(limit)
}

/** The same rows up to another one, as an archive keeps them. */
export function readKeptRows(db: Pick<Tx, 'select'>, after: number | null, upTo: number, limit: number) {
  return db
    .select({ kept: keptRow })
    .from(auditEvents)
    .where(and(after === null ? undefined : gt(auditEvents.id, after), lte(auditEvents.id, upTo)))
    .orderBy(asc(auditEvents.id))
    .limit(limit)
}

const page = 1_000

/**
 * Starts the chain where there is none: the rows that exist are sealed as a whole, with their number. An existing chain
 * must have been started with this key. Throws RecordBrokenError.
 */
export async function openRecord(db: Db, chain: AuditChain): Promise<void> {
  await db.transaction(async tx => {
    // Two instances that start at once: the second one finds the chain of the first.
    await tx.execute(sql`select pg_advisory_xact_lock(7205111)`)
    const head = await readHead(tx)
    if (head) return checkHead(chain, head)
    const [chained] = await tx
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(isNotNull(auditEvents.hash))
      .limit(1)
    if (chained) {
      throw new RecordBrokenError(
        'The audit record has no head (table audit_chain is empty): it was removed outside the console. Restore the database from a backup.',
      )
    }
    const genesis = await sealRows(tx, chain)
    const begun = { ...genesis, lastId: genesis.genesisId, lastHash: genesis.genesisHash, rows: genesis.genesisRows }
    const nothingArchived = { archivedId: null, archivedRows: null, archivedHash: null, archivedAt: null }
    const unsigned = { ...begun, keyId: chain.keyId, ...nothingArchived }
    await tx.insert(auditChain).values({ ...unsigned, mac: chain.headMac(unsigned) })
  })
}

async function sealRows(tx: Tx, chain: AuditChain) {
  let genesisId: number | null = null
  let genesisRows = 0
  let genesisHash = chain.start
  for (;;) {
    const rows: ChainRow[] = await readChainRows(tx, genesisId, page)
    for (const row of rows) {
      genesisHash = chain.rowHash(genesisHash, row.canonical)
      genesisId = row.id
    }
    genesisRows += rows.length
    if (rows.length < page) return { genesisId: genesisId ?? 0, genesisRows, genesisHash }
  }
}
