import 'server-only'
import type { AuditFilter } from '@/lib/audit'
import { type AuditExportFormat, auditCells, auditHeader, auditScope, jsonLine } from '@/lib/audit-export'
import { csvLines } from '@/lib/csv'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { csvType, fileName } from '../platform/stream'
import { readHead } from './append'
import { type ExportPart, sendExport } from './export-record'
import { auditAsOf, instantsOf } from './list'

const batchSize = 250

type AuditExportRequest = { format: AuditExportFormat; filter: AuditFilter; signal?: AbortSignal }

const kinds = {
  csv: { contentType: csvType, begin: () => `\ufeff${csvLines([auditHeader])}` },
  jsonl: { contentType: 'application/jsonl; charset=utf-8', begin: () => '' },
}

/**
 * The audit entries that match the filters and that the operator may see, newest first. A snapshot: entries added
 * during the export are not in it. Sends exactly as many entries as were counted.
 */
export async function exportAudit(ctx: Ctx<OperatorActor>, request: AuditExportRequest): Promise<Response> {
  const { format, filter, signal } = request
  const upTo = (await readHead(ctx.db))?.lastId ?? 0
  const entries = auditAsOf(ctx, filter, await instantsOf(ctx, filter), upTo)
  const rows = await entries.count()
  const scope = auditScope(filter, !can(ctx.actor.role, 'audit.all'))
  const what = { action: 'audit.export', file: fileName('audit', ctx.now(), format), scope, rows, format } as const
  return sendExport(ctx, what, partsOf(entries, rows, format), {
    contentType: kinds[format].contentType,
    unit: 'entries',
    signal,
    failed: facts => ctx.log.error(facts, 'an export of the record broke off'),
  })
}

async function* partsOf(
  entries: ReturnType<typeof auditAsOf>,
  count: number,
  format: AuditExportFormat,
): AsyncGenerator<ExportPart, void> {
  yield { text: kinds[format].begin(), rows: 0 }
  let before: number | null = null
  for (let sent = 0; sent < count; ) {
    const batch = await entries.before(before, batchSize)
    if (batch.length === 0) throw new Error('entries of the record are gone')
    sent += batch.length
    before = batch.at(-1)?.id ?? null
    const text = format === 'csv' ? csvLines(batch.map(auditCells)) : batch.map(jsonLine).join('')
    yield { text, rows: batch.length }
  }
}
