import 'server-only'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { type ImportRow, importLabels } from '@/lib/account-import'
import { type Cell, toCsv } from '@/lib/csv'
import { notFound } from '@/lib/errors'
import { itemStateWords, jobLabel } from '@/lib/job'
import { recordEvent } from '../../audit/record'
import type { Item } from '../../commands/jobs/claim'
import type { Ctx, OperatorActor } from '../../context'
import { accounts, jobItems, jobs } from '../../platform/db/schema'

const header = [
  'Line',
  importLabels.name,
  importLabels.email,
  importLabels.rollupBilling,
  importLabels.customPricing,
  'Result',
  'Account id',
  'Details',
  'What to do',
  'Telnyx request id',
  'Ended',
]

/** Each line of an import and its outcome, as CSV; recorded before it is answered. Throws not_found. */
export async function importResults(ctx: Ctx<OperatorActor>, jobId: string): Promise<Response> {
  const [job] = await ctx.db
    .select({ total: jobs.total })
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.kind, 'accounts.import')))
  if (!job) throw notFound('This import')
  // An account that a person found has no answer: the mirror finds it by its address.
  const rows = await ctx.db
    .select({ item: jobItems, found: sql<string | null>`min(${accounts.id}::text)` })
    .from(jobItems)
    .leftJoin(
      accounts,
      and(
        isNull(jobItems.accountId),
        eq(jobItems.state, 'succeeded'),
        sql`lower(${accounts.email}) = ${jobItems.input} ->> 'email'`,
      ),
    )
    .where(eq(jobItems.jobId, jobId))
    .groupBy(jobItems.jobId, jobItems.position)
    .orderBy(asc(jobItems.position))
  await recordEvent(ctx.db, ctx, {
    action: 'job.results',
    target: { kind: 'job', id: jobId, label: jobLabel({ kind: 'accounts.import', total: job.total }) },
    detail: { rows: rows.length },
    outcome: 'succeeded',
  })
  // The byte order mark tells spreadsheets that this is UTF-8.
  const body = `\ufeff${toCsv(
    header,
    rows.map(({ item, found }) => cellsOf(item, found)),
  )}`
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="import-results-${ctx.now().toISOString().slice(0, 10)}.csv"`,
      'cache-control': 'private, no-store',
      'x-row-count': String(rows.length),
    },
  })
}

function cellsOf(item: Item, found: string | null): Cell[] {
  const row = item.input as ImportRow
  return [
    { figure: String(row.line) },
    row.name,
    row.email,
    row.rollupBilling ? 'yes' : 'no',
    row.customPricing ? 'yes' : 'no',
    itemStateWords[item.state],
    item.accountId ?? found,
    item.problem?.message ?? null,
    item.problem?.hint ?? null,
    item.problem?.requestId ?? null,
    item.finishedAt?.toISOString() ?? null,
  ]
}
