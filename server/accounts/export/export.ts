import 'server-only'
import { sql } from 'drizzle-orm'
import { type ExportColumn, fileHeadings, isBalance } from '@/lib/account-columns'
import { scopeWords } from '@/lib/account-filters'
import { loadAccountSearch } from '@/lib/account-search'
import { csvLines } from '@/lib/csv'
import { csvHead, fileName, sendExport } from '../../audit/send-export'
import { authorize, requireFresh } from '../../commands/define'
import { frozenSelection, readFrozen } from '../../commands/selections/read'
import type { Ctx, OperatorActor } from '../../context'
import { accounts } from '../../platform/db/schema'
import { cellsIn, type ExportRecord, exportFields } from './cells'

/** Accounts per batch: few, so that other queries run in between, also on the embedded database of this process. */
const batchSize = 250
/** Ids per read. A slice costs as much as the whole array, so slices are large. */
const sliceSize = 20 * batchSize

type ExportRequest = { selection: string; columns: ExportColumn[]; signal?: AbortSignal }

/** The accounts of a frozen selection as CSV, in its order. Balances need a fresh identity. Throws AppError. */
export async function exportAccounts(ctx: Ctx<OperatorActor>, request: ExportRequest): Promise<Response> {
  await mayExport(ctx, request.columns)
  const { id, search, count } = await frozenSelection(ctx, request.selection)
  const scope = scopeOf(search)
  const idsOf = (from: number, to: number) => readFrozen(ctx, id, from, to)
  return sendFile(ctx, { count, scope, idsOf }, request.columns, request.signal)
}

/** Describes which accounts a frozen selection holds. @param search as the selection stores it */
export function scopeOf(search: string | null): string {
  return scopeWords(search === null ? null : loadAccountSearch(new URLSearchParams(search)))
}

/** Throws when the columns include balances and this operator may not see them, or has no fresh identity. */
export async function mayExport(ctx: Ctx<OperatorActor>, columns: readonly ExportColumn[]): Promise<void> {
  if (!columns.some(isBalance)) return
  await authorize(ctx, 'accounts.balances', '/api/accounts/export')
  // Balances of the whole fleet leave the console here: a person at an unlocked screen must not get them.
  requireFresh(ctx)
}

type Source = {
  count: number
  /** Which accounts, as text for people. */
  scope: string
  /** The job that chose them. */
  job?: string
  /** Ids from position `from` (0 is the first) to before `to`, in their order. */
  idsOf(from: number, to: number): Promise<string[]>
}

/** These accounts as a file, recorded. The caller has checked that the operator may have it. */
export async function sendFile(
  ctx: Ctx<OperatorActor>,
  source: Source,
  columns: ExportColumn[],
  signal?: AbortSignal,
): Promise<Response> {
  const { count, scope, job, idsOf } = source
  const headings = fileHeadings(columns)
  const file = fileName('managed-accounts', ctx.now())
  let ids: string[] = []
  return sendExport(ctx, {
    record: { action: 'accounts.export', file, scope, rows: count, columns: headings, ...(job && { job }) },
    head: csvHead(headings),
    next: async sent => {
      if (ids.length === 0) ids = await idsOf(sent, sent + sliceSize)
      const records = await readBatch(ctx, ids.splice(0, batchSize))
      return { rows: records.length, text: csvLines(records.map(record => cellsIn(columns, record))) }
    },
    failed: (err, sent) => ctx.log.error({ err, sent, count }, 'an export broke off'),
    signal,
  })
}

/** The current values of these accounts, in this order. Throws if one is missing: no part may pass for the whole. */
async function readBatch(ctx: Ctx, ids: readonly string[]): Promise<ExportRecord[]> {
  // One parameter of the array's own type: PostgreSQL would parse a cast from text again for every account.
  const records: ExportRecord[] = await ctx.db
    .select(exportFields)
    .from(accounts)
    .where(sql`${accounts.id} = any(${`{${ids.join(',')}}`}::uuid[])`)
  const byId = new Map(records.map(record => [record.id, record]))
  if (ids.length === 0 || byId.size < ids.length) throw new Error('accounts of a selection are not in the mirror')
  return ids.flatMap(id => byId.get(id) ?? [])
}
