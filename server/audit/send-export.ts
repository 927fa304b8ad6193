import 'server-only'
import { csvLines } from '@/lib/csv'
import type { Problem } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../context'
import { streamOf } from '../platform/stream'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { beginExport, type ExportRecordEnd, longestMs } from './export-record'

export const csvType = 'text/csv; charset=utf-8; header=present'

/** The byte order mark tells spreadsheets that this is UTF-8; without it they garble names that are not ASCII. */
export const csvHead = (header: readonly string[]) => `\ufeff${csvLines([header])}`

/** `managed-accounts-2026-11-21-1403.csv`, in UTC. */
export function fileName(name: string, now: Date, ending = 'csv'): string {
  const [day = '', time = ''] = now.toISOString().split('T')
  return `${name}-${day}-${time.slice(0, 5).replace(':', '')}.${ending}`
}

/** @param rows the lines after the header; a file with another number is incomplete */
export function fileHeaders(file: string, rows: number, type = csvType): Record<string, string> {
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${file}"`,
    // Compression would buffer rows, and costs more than it saves this close to the database.
    'cache-control': 'private, no-store, no-transform',
    'x-row-count': String(rows),
  }
}

type Export = {
  record: Parameters<typeof beginExport>[1]
  type?: string
  /** What comes before the first row. */
  head: string
  /** The next rows, in a batch that lets other queries run in between. Throws when there are none. */
  next(sent: number): Promise<{ rows: number; text: string }>
  /** Logs an error that breaks the file off. */
  failed(err: unknown, sent: number): void
  signal: AbortSignal | undefined
}

/**
 * Sends an export batch by batch, at the browser's speed. Recorded before the first row and at the end. Sends exactly as
 * many rows as the record says; a shorter file ends as a broken connection.
 */
export async function sendExport(ctx: Ctx<OperatorActor>, file: Export): Promise<Response> {
  const { record, type, signal } = file
  const end = await beginExport(ctx, record)
  const body = streamOf(chunks(ctx, file, end), { timeoutMs: longestMs, signal })
  return new Response(body, { headers: fileHeaders(record.file, record.rows, type) })
}

async function* chunks(ctx: Ctx, { record: { action, rows }, head, next, failed }: Export, end: ExportRecordEnd) {
  let sent = 0
  const brokenOff = (code: Problem['code']): Problem => ({
    code,
    message: `The download was interrupted after ${sent.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} ${action === 'audit.export' ? 'entries' : 'rows'}.`,
  })
  let problem: Problem | null = brokenOff('unavailable')
  try {
    yield head
    while (sent < rows) {
      const batch = await next(sent)
      sent += batch.rows
      problem = brokenOff('unavailable')
      yield batch.text
      await yieldToEventLoop()
    }
    problem = null
  } catch (error) {
    problem = brokenOff('internal')
    failed(error, sent)
    throw error
  } finally {
    await end(problem).catch(error => ctx.log.error({ err: error }, 'the end of an export could not be recorded'))
  }
}
