import 'server-only'
import { sql } from 'drizzle-orm'
import { type ExportColumn, isMoney, scopeWords } from '@/lib/account-export'
import { loadAccountSearch } from '@/lib/account-search'
import { csvLines } from '@/lib/csv'
import type { Problem } from '@/lib/errors'
import { beginExport, type ExportRecordEnd, longestMs } from '../../audit/export-record'
import { authorize, requireFresh } from '../../commands/define'
import { frozenSelection, readFrozen } from '../../commands/selections/read'
import type { Ctx, OperatorActor } from '../../context'
import { accounts } from '../../platform/db/schema'
import { streamOf } from '../../platform/stream'
import { cellsIn, type ExportRecord, exportFields, headerOf } from './cells'

/** Accounts read at once: few enough that others' queries get in between, also where the database is this very process. */
const batchSize = 250
/** Ids read at once: a slice costs as much as the whole array, so it is cut seldom. */
const sliceSize = 20 * batchSize

type ExportRequest = { selection: string; columns: ExportColumn[]; signal?: AbortSignal }

/**
 * The accounts of a frozen selection as CSV, in its order: exactly as many rows as it holds, or a connection that breaks off. Read and
 * sent batch by batch, as fast as the browser takes them. On record before the first row and at the end. With balances it asks for a
 * fresh sign-in. Throws AppError.
 */
export async function exportAccounts(ctx: Ctx<OperatorActor>, request: ExportRequest): Promise<Response> {
  await mayExport(ctx, request.columns)
  const { id, search, count } = await frozenSelection(ctx, request.selection)
  const scope = scopeOf(search)
  const idsOf = (from: number, to: number) => readFrozen(ctx, id, from, to)
  return sendFile(ctx, { count, scope, idsOf }, request.columns, request.signal)
}

/** Which accounts a frozen selection is about, in words. @param search as the selection has it */
export function scopeOf(search: string | null): string {
  return scopeWords(search === null ? null : loadAccountSearch(new URLSearchParams(search)))
}

/** Throws where the columns have balances and this operator may not see them, or did not just prove who they are. */
export async function mayExport(ctx: Ctx<OperatorActor>, columns: readonly ExportColumn[]): Promise<void> {
  if (!columns.some(isMoney)) return
  await authorize(ctx, 'accounts.balances', '/api/accounts/export')
  // The whole fleet's balances leave the console for good: whoever found an open screen does not get them.
  requireFresh(ctx)
}

type Source = {
  count: number
  /** Which accounts, in words. */
  scope: string
  /** The job that chose them. */
  job?: string
  /** Ids from position `from` (0 is the first) up to and without `to`, in their order. */
  idsOf(from: number, to: number): Promise<string[]>
}

/** These accounts as a file, on record. Whether the operator may have it is decided before. */
export async function sendFile(
  ctx: Ctx<OperatorActor>,
  source: Source,
  columns: ExportColumn[],
  signal?: AbortSignal,
): Promise<Response> {
  const file = fileName(ctx.now())
  const end = await beginExport(ctx, {
    action: 'accounts.export',
    file,
    scope: source.scope,
    rows: source.count,
    columns: headerOf(columns),
    ...(source.job && { job: source.job }),
  })
  const body = streamOf(chunks(ctx, source, columns, end), { timeoutMs: longestMs, signal })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${file}"`,
      // Compressing would hold back rows, and costs more than it saves next to the database.
      'cache-control': 'private, no-store, no-transform',
      'x-row-count': String(source.count),
    },
  })
}

/** `managed-accounts-2026-11-21-1403.csv`, in UTC. */
function fileName(now: Date): string {
  const [day = '', time = ''] = now.toISOString().split('T')
  return `managed-accounts-${day}-${time.slice(0, 5).replace(':', '')}.csv`
}

async function* chunks(
  ctx: Ctx<OperatorActor>,
  { count, idsOf }: Source,
  columns: readonly ExportColumn[],
  end: ExportRecordEnd,
): AsyncGenerator<string, void> {
  let sent = 0
  const brokenOff = (code: Problem['code']): Problem => ({
    code,
    message: `The download broke off after ${sent.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} rows.`,
  })
  let problem: Problem | null = brokenOff('unavailable')
  try {
    // The mark tells spreadsheets that this is UTF-8; without it they garble every name that is not ASCII.
    yield `\ufeff${csvLines([headerOf(columns)])}`
    let ids: string[] = []
    while (sent < count) {
      if (ids.length === 0) ids = await idsOf(sent, sent + sliceSize)
      const records = await readBatch(ctx, ids.splice(0, batchSize))
      const lines = csvLines(records.map(record => cellsIn(columns, record)))
      sent += records.length
      problem = brokenOff('unavailable')
      yield lines
      await new Promise(resolve => setImmediate(resolve))
    }
    problem = null
  } catch (error) {
    problem = brokenOff('internal')
    ctx.log.error({ err: error, sent, count }, 'an export broke off')
    throw error
  } finally {
    await end(problem).catch(error => ctx.log.error({ err: error }, 'the end of an export could not be recorded'))
  }
}

/** These accounts as they are now, in this order. Throws when one is missing: a short file must never look whole. */
async function readBatch(ctx: Ctx, ids: readonly string[]): Promise<ExportRecord[]> {
  // One parameter of the array's own type: a cast from text would be read again for every account.
  const records: ExportRecord[] = await ctx.db
    .select(exportFields)
    .from(accounts)
    .where(sql`${accounts.id} = any(${`{${ids.join(',')}}`}::uuid[])`)
  const byId = new Map(records.map(record => [record.id, record]))
  if (ids.length === 0 || byId.size < ids.length) throw new Error('accounts of a selection are not in the mirror')
  return ids.flatMap(id => byId.get(id) ?? [])
}
