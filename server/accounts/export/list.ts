import 'server-only'
import { eq, type SQL, sql } from 'drizzle-orm'
import { type ExportColumn, fileHeadings } from '@/lib/account-columns'
import { balanceScopeWords } from '@/lib/balance'
import { type Cell, csvLines } from '@/lib/csv'
import { beginExport } from '../../audit/export-record'
import { csvHead, fileHeaders, fileName } from '../../audit/send-export'
import type { Ctx, OperatorActor } from '../../context'
import type { RowOf } from '../../platform/db/json-row'
import { accounts } from '../../platform/db/schema'
import { yieldToEventLoop } from '../../platform/yield-to-event-loop'
import { cellsIn, exportFields, figure } from './cells'
import { mayExport } from './export'

type AccountList = {
  /** A query of ids (column `id`), in the order of the list. */
  ids: SQL
  /** Which accounts, as text for people. */
  scope: string
  /** The beginning of the file's name. */
  name: string
  columns: readonly ExportColumn[]
}

/** Lines that are written without a pause for other requests. */
const batchSize = 1_000

// Totals of the rows in the file, added up exactly by the database. Rollup accounts are left out: each reports the
// manager's balance.
const ofOwn = (what: SQL) =>
  sql`${what} filter (where not ${accounts.rollupBilling}) over (partition by ${accounts.currency})`
const totalFields = {
  ownBalances: sql<number>`${ofOwn(sql`count(${accounts.balance})`)}`.mapWith(Number),
  ownBalance: sql<string | null>`${ofOwn(sql`sum(${accounts.balance})`)}::text`,
  ownCredit: sql<string | null>`${ofOwn(sql`sum(${accounts.availableCredit})`)}::text`,
  limits: sql<number>`count(${accounts.channelLimit}) over ()`.mapWith(Number),
  limitSum: sql<string | null>`(sum(${accounts.channelLimit}) over ())::text`,
}
type Totals = RowOf<typeof totalFields> & { currency: string | null }

/**
 * The accounts of a list as CSV, then a line for each total: own balances per currency, or known channel limits. All
 * from one statement, so that they agree. Recorded; balances need a fresh identity. Throws AppError.
 */
export async function exportList(ctx: Ctx<OperatorActor>, list: AccountList): Promise<Response> {
  const { columns, scope, name } = list
  await mayExport(ctx, columns)
  const records = await ctx.db
    .select({ ...exportFields, ...totalFields })
    .from(sql`(select given.id, row_number() over () as place from (${list.ids}) given) listed`)
    .innerJoin(accounts, eq(accounts.id, sql`listed.id`))
    .orderBy(sql`listed.place`)
  const headings = fileHeadings(columns)
  const lines = [...records.map(record => cellsIn(columns, record)), ...totalLines(columns, records)]
  let text = csvHead(headings)
  for (let from = 0; from < lines.length; from += batchSize) {
    text += csvLines(lines.slice(from, from + batchSize))
    await yieldToEventLoop()
  }
  const file = fileName(name, ctx.now())
  const rows = records.length
  const end = await beginExport(ctx, { action: 'accounts.export', file, scope, rows, columns: headings })
  await end(null)
  return new Response(text, { headers: fileHeaders(file, lines.length) })
}

function totalLines(columns: readonly ExportColumn[], records: readonly Totals[]): Cell[][] {
  const [first] = records
  if (!first) return []
  const line = (cells: Partial<Record<ExportColumn, Cell[]>>) =>
    columns.flatMap(column => cells[column] ?? fileHeadings([column]).map(() => null))
  if (columns.includes('channels')) {
    const name = [`Total of known limits (${first.limits.toLocaleString('en-US')})`]
    return [line({ name, channels: [figure(first.limitSum), null] })]
  }
  const currencies = new Map(records.map(record => [record.currency, record]))
  return [...currencies.values()]
    .filter(({ ownBalances }) => ownBalances > 0)
    .sort((one, other) => other.ownBalances - one.ownBalances)
    .map(({ currency, ownBalances, ownBalance, ownCredit }) =>
      line({
        name: [
          `Total of own balances in ${currency ?? 'an unknown currency'} (${ownBalances.toLocaleString('en-US')})`,
        ],
        credit: [figure(ownCredit), currency, balanceScopeWords.own.file, null],
        balance: [figure(ownBalance), null],
      }),
    )
}
