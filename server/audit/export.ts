import 'server-only'
import type { AuditFilter } from '@/lib/audit'
import { type AuditExportFormat, auditCells, auditHeader, auditScope, jsonLine } from '@/lib/audit-export'
import { csvLines } from '@/lib/csv'
import type { Problem } from '@/lib/errors'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'
import { streamOf } from '../platform/stream'
import { readHead } from './append'
import { beginExport, type ExportRecordEnd, longestMs } from './export-record'
import { auditAsOf, instantsOf } from './list'

const batchSize = 250

type AuditExportRequest = { format: AuditExportFormat; filter: AuditFilter; signal?: AbortSignal }

const kinds = {
  csv: { type: 'text/csv; charset=utf-8; header=present', begin: () => `\ufeff${csvLines([auditHeader])}` },
  jsonl: { type: 'application/jsonl; charset=utf-8', begin: () => '' },
}

/**
 * The audit entries that match the filters and that the operator may see, newest first. A snapshot: entries added
 * during the export are not in it.
 * Sends exactly as many entries as were counted; a shorter file ends as a broken connection. Recorded before the first
 * line and at the end.
 */
export async function exportAudit(ctx: Ctx<OperatorActor>, request: AuditExportRequest): Promise<Response> {
  const { format, filter, signal } = request
  const upTo = (await readHead(ctx.db))?.lastId ?? 0
  const entries = auditAsOf(ctx, filter, await instantsOf(ctx, filter), upTo)
  const rows = await entries.count()
  const file = fileName(ctx.now(), format)
  const scope = auditScope(filter, !can(ctx.actor.role, 'audit.all'))
  const end = await beginExport(ctx, { action: 'audit.export', file, scope, rows, format })
  const body = streamOf(chunks(ctx, entries, rows, format, end), { timeoutMs: longestMs, signal })
  return new Response(body, {
    headers: {
      'content-type': kinds[format].type,
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'private, no-store, no-transform',
      'x-row-count': String(rows),
    },
  })
}

/** `audit-2026-11-21-1403.csv`, in UTC. */
function fileName(now: Date, format: AuditExportFormat): string {
  const [day = '', time = ''] = now.toISOString().split('T')
  return `audit-${day}-${time.slice(0, 5).replace(':', '')}.${format}`
}

async function* chunks(
  ctx: Ctx<OperatorActor>,
  entries: ReturnType<typeof auditAsOf>,
  count: number,
  format: AuditExportFormat,
  end: ExportRecordEnd,
): AsyncGenerator<string, void> {
  let sent = 0
  const brokenOff = (code: Problem['code']): Problem => ({
    code,
    message: `The download was interrupted after ${sent.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} entries.`,
  })
  let problem: Problem | null = brokenOff('unavailable')
  try {
    yield kinds[format].begin()
    let before: number | null = null
    while (sent < count) {
      const batch = await entries.before(before, batchSize)
      if (batch.length === 0) throw new Error('entries of the record are gone')
      sent += batch.length
      before = batch.at(-1)?.id ?? null
      problem = brokenOff('unavailable')
      yield format === 'csv' ? csvLines(batch.map(auditCells)) : batch.map(jsonLine).join('')
      // Other queries run in between, also on the embedded database of this process.
      await new Promise(resolve => setImmediate(resolve))
    }
    problem = null
  } catch (error) {
    problem = brokenOff('internal')
    ctx.log.error({ err: error, sent, count }, 'an export of the record broke off')
    throw error
  } finally {
    await end(problem).catch(error => ctx.log.error({ err: error }, 'the end of an export could not be recorded'))
  }
}
