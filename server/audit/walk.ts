import 'server-only'
import { sql } from 'drizzle-orm'
import type { RecordFinding } from '@/lib/audit-report'
import type { AuditChain, ChainHead } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { readHead } from './append'
import { canonicalAt } from './canonical'
import { type ChainRow, readChainRows } from './seal'

/** Small enough that other queries run in between on the embedded database of this process. */
const page = 500

type Walk = { finding: RecordFinding | null; rows: number; lastId: number | null; head: ChainHead | null }

const number = (value: number) => value.toLocaleString('en-US')
const rowsWord = (count: number) => (count === 1 ? '1 row' : `${number(count)} rows`)

/** A row of the chain up to which the audit is verified, and the number of rows until there. */
export type KnownPlace = { lastId: number; hash: string; rows: number }

/** Reads the audit from the start, or from a known place, to the first row that is not as it was written. */
export async function walkRecord(db: Db, chain: AuditChain, known?: KnownPlace): Promise<Walk> {
  const walker = new Walker(db, chain)
  if (known) walker.resume(known)
  for (;;) {
    // Head and rows from one snapshot: the audit may grow while it is read.
    const { head, rows } = await db.transaction(
      async tx => {
        // By the index: without statistics the planner would read and sort the whole table for every page.
        await tx.execute(
          sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
        )
        return { head: await readHead(tx), rows: await readChainRows(tx, walker.lastId, page) }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
    if (!head) return { ...walker.end(noHead), head }
    walker.skipArchived(head)
    for (const row of rows) {
      const finding = await walker.step(row, head)
      if (finding) return { ...walker.end(finding), head }
    }
    if (rows.length < page) return { ...walker.end(walker.finish(head)), head }
  }
}

const noHead: RecordFinding = {
  row: null,
  kind: 'head',
  words: 'The audit record has no head (table audit_chain is empty). It was removed, or the record was never started.',
}

class Walker {
  private previous: string
  private rows = 0
  private firstId: number | null = null
  private sealed = false
  private archivedId = Number.NEGATIVE_INFINITY
  lastId: number | null = null

  constructor(
    private readonly db: Db,
    private readonly chain: AuditChain,
  ) {
    this.previous = chain.start
  }

  resume({ lastId, hash, rows }: KnownPlace): void {
    this.lastId = lastId
    this.previous = hash
    this.rows = rows
    this.sealed = true
  }

  /** Continues after rows that were archived and removed, also since the page before. Only the key can say so. */
  skipArchived(head: ChainHead): void {
    const { archivedId, archivedRows, archivedHash } = head
    if (archivedId === null || archivedId <= (this.lastId ?? 0) || head.mac !== this.chain.headMac(head)) return
    this.archivedId = archivedId
    this.resume({ lastId: archivedId, hash: archivedHash ?? '', rows: archivedRows ?? 0 })
  }

  end(finding: RecordFinding | null): Omit<Walk, 'head'> {
    return { finding, rows: this.rows, lastId: this.lastId }
  }

  async step(row: ChainRow, head: ChainHead): Promise<RecordFinding | null> {
    // Larger numbers are not exact here; the console never assigned one.
    if (!Number.isSafeInteger(row.id)) return inserted(row.id)
    if (row.id <= this.archivedId) return inserted(row.id, ' The row of this number was archived and removed.')
    const finding =
      row.id <= head.genesisId ? this.stepGenesis(row, head) : (this.seal(head) ?? (await this.stepChain(row, head)))
    if (finding) return finding
    this.rows += 1
    this.firstId ??= row.id
    this.lastId = row.id
    return null
  }

  /** Rows from before the chain have no hashes of their own: one hash covers them all. */
  private stepGenesis(row: ChainRow, head: ChainHead): RecordFinding | null {
    if (row.hash !== null || this.rows >= head.genesisRows) return inserted(row.id)
    this.previous = this.chain.rowHash(this.previous, row.canonical)
    return null
  }

  /** Before the first row of the chain, or at the end where there is none. */
  private seal(head: ChainHead): RecordFinding | null {
    if (this.sealed) return null
    // Without earlier rows, the hash is the same for every audit chain of this key.
    const unlike = head.genesisRows > 0 && this.previous !== head.genesisHash
    if (this.rows !== head.genesisRows || unlike) {
      return {
        row: this.firstId,
        kind: 'genesis',
        words: `The ${rowsWord(head.genesisRows)} up to ${number(head.genesisId)} were written before the audit was a hash chain, and they no longer match their seal (${rowsWord(this.rows)} found). One seal covers all of them, so it is unknown which row was changed.${head.keyId === this.chain.keyId ? '' : ' Another possible cause: this is not the key of this record.'}`,
      }
    }
    this.sealed = true
    return null
  }

  private async stepChain(row: ChainRow, head: ChainHead): Promise<RecordFinding | null> {
    const expected = Math.max(this.lastId ?? head.genesisId, head.genesisId) + 1
    if (expected > head.lastId) return inserted(row.id, ` The record ends at row ${number(head.lastId)}.`)
    if (row.id > expected) return missing(expected, Math.min(row.id - 1, head.lastId))
    if (this.chain.rowHash(this.previous, row.canonical) !== row.hash) return this.explain(row, head)
    this.previous = row.hash
    return null
  }

  finish(head: ChainHead): RecordFinding | null {
    const unsealed = this.seal(head)
    if (unsealed) return unsealed
    const last = Math.max(this.lastId ?? head.genesisId, head.genesisId)
    if (last < head.lastId) {
      return {
        row: last + 1,
        kind: 'tail',
        words: `The end of the record was cut off: row ${number(last + 1)} and the rows after it, up to row ${number(head.lastId)}, are missing.`,
      }
    }
    if (head.keyId !== this.chain.keyId || head.mac !== this.chain.headMac(head) || head.lastHash !== this.previous) {
      return {
        row: last + 1,
        kind: 'head',
        words: `The head of the audit record (table audit_chain) was changed. Rows from ${number(last + 1)} on may have been cut off.`,
      }
    }
    return null
  }

  /** Finds out from the later rows why a row does not follow from the one before. Reads until the reason is clear. */
  private async explain(row: ChainRow, head: ChainHead): Promise<RecordFinding> {
    const { db, chain, previous } = this
    const at = number(row.id)
    const changed = (words: string): RecordFinding => ({ row: row.id, kind: 'changed', words })
    let before = row
    let later = await readChainRows(db, row.id, page)
    const [next] = later
    if (next && chain.rowHash(chain.rowHash(previous, row.canonical), next.canonical) === next.hash) {
      return changed(`The hash of row ${at} was changed. The content of the row was not.`)
    }
    if (!next || (row.hash !== null && chain.rowHash(row.hash, next.canonical) === next.hash)) {
      return changed(`Row ${at} was changed after it was recorded.`)
    }
    let intact = false
    for (; later.length > 0; later = await readChainRows(db, before.id, page)) {
      for (const one of later) {
        if (one.hash !== null && chain.rowHash(previous, canonicalAt(one.canonical, row.id)) === one.hash) {
          const exchanged = chain.rowHash(one.hash, canonicalAt(row.canonical, one.id)) === row.hash
          if (one.id === row.id + 1 && !exchanged) {
            return inserted(row.id, ' The row that belongs there is now the next one.')
          }
          const words = `Row ${at} is out of order: the row that belongs there is at row ${number(one.id)}.`
          return { row: row.id, kind: 'order', words }
        }
        if (before.hash !== null && chain.rowHash(before.hash, one.canonical) === one.hash) intact = true
        // The head has this key's MAC, and its row still has the hash that it names.
        if (one.id === head.lastId && one.hash === head.lastHash && head.mac === chain.headMac(head)) intact = true
        before = one
      }
    }
    if (intact) return changed(`Row ${at} and later rows were changed after they were recorded.`)
    const words = `From row ${at} on, no row was written with this key. Either the chain was rebuilt from there, or AUDIT_KEY (AUTH_SECRET if AUDIT_KEY is not set) is not the key of this record.`
    return { row: row.id, kind: 'rebuilt', words }
  }
}

function inserted(row: number, more = ''): RecordFinding {
  return { row, kind: 'inserted', words: `Row ${number(row)} was not written by the console: it was inserted.${more}` }
}

function missing(from: number, to: number): RecordFinding {
  const which = from === to ? `Row ${number(from)} is` : `Rows ${number(from)} to ${number(to)} are`
  return { row: from, kind: 'missing', words: `${which} missing: they were removed or moved.` }
}
