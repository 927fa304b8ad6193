import 'server-only'
import type { AuditEntry, AuditFilter } from '@/lib/audit'
import { type AuditExportFormat, auditCells, auditHeader, auditScope, jsonLine } from '@/lib/audit-export'
import { csvLines } from '@/lib/csv'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { readHead } from './append'
import { auditAsOf, instantsOf } from './list'
import { csvHead, csvType, fileName, sendExport } from './send-export'

const batchSize = 250

type AuditExportRequest = { format: AuditExportFormat; filter: AuditFilter; signal?: AbortSignal }

const kinds = {
  csv: {
    type: csvType,
    head: csvHead(auditHeader),
    textOf: (batch: readonly AuditEntry[]) => csvLines(batch.map(auditCells)),
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    head: '',
    textOf: (batch: readonly AuditEntry[]) => batch.map(jsonLine).join(''),
  },
}

/** The audit entries that match and that the operator may see, newest first, without those added since it began. */
export async function exportAudit(ctx: Ctx<OperatorActor>, request: AuditExportRequest): Promise<Response> {
  const { format, filter, signal } = request
  const upTo = (await readHead(ctx.db))?.lastId ?? 0
  const entries = auditAsOf(ctx, filter, await instantsOf(ctx, filter), upTo)
  const rows = await entries.count()
  const file = fileName('audit', ctx.now(), format)
  const scope = auditScope(filter, !can(ctx.actor.role, 'audit.all'))
  const { type, head, textOf } = kinds[format]
  let before: number | null = null
  return sendExport(ctx, {
    record: { action: 'audit.export', file, scope, rows, format },
    type,
    head,
    next: async () => {
      const batch = await entries.before(before, batchSize)
      if (batch.length === 0) throw new Error('entries of the record are gone')
      before = batch.at(-1)?.id ?? null
      return { rows: batch.length, text: textOf(batch) }
    },
    failed: (err, sent) => ctx.log.error({ err, sent, count: rows }, 'an export of the record broke off'),
    signal,
  })
}
