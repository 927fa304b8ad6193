import { type AuditEntry, type AuditFilter, type AuditOutcome, auditActions, serializeAuditSearch } from './audit'
import type { Cell } from './csv'

const auditExportFormats = ['csv', 'jsonl'] as const
export type AuditExportFormat = (typeof auditExportFormats)[number]

export function isAuditExportFormat(text: string | null): text is AuditExportFormat {
  return auditExportFormats.some(format => format === text)
}

export const outcomeWords: Record<AuditOutcome, string> = {
  succeeded: 'Done',
  failed: 'Failed',
  unknown: 'Not known yet',
  denied: 'Denied',
  cancelled: 'Cancelled',
}

export function isFilteredAudit(filter: AuditFilter): boolean {
  const { q, action, outcome, operator, from, to } = filter
  return q !== '' || action.length > 0 || outcome.length > 0 || operator.length > 0 || from !== '' || to !== ''
}

/** The filters in words. */
export function auditScope(filter: AuditFilter, own: boolean): string {
  const parts = [
    filter.q && `Search: ${filter.q}`,
    filter.action.length > 0 && `Action: ${filter.action.map(one => auditActions[one]).join(', ')}`,
    filter.outcome.length > 0 && `Outcome: ${filter.outcome.map(one => outcomeWords[one]).join(', ')}`,
    filter.operator.length > 0 && `Operator: ${filter.operator.join(', ')}`,
    filter.from && `From ${filter.from}`,
    filter.to && `To ${filter.to}`,
  ].filter(part => typeof part === 'string' && part !== '')
  const whose = own ? 'Own actions' : 'All entries'
  return parts.length > 0 ? `${whose}: ${parts.join(' · ')}` : whose
}

/** Line ends, control characters, marks of writing direction, and characters without width. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escaped = (character: string) =>
  character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** Escapes invisible characters and line ends, so that no text can look like another line of the file. */
function oneLine(text: string): string {
  return text.replace(unseen, character => short[character] ?? escaped(character))
}

/** One entry as one line of JSON. It uses JSON escapes, so parsing returns the original text. */
export function jsonLine(entry: AuditEntry): string {
  return `${JSON.stringify(entry).replace(unseen, escaped)}\n`
}

const columns: [string, (entry: AuditEntry) => Cell][] = [
  ['Row', entry => ({ figure: String(entry.id) })],
  ['Started', entry => entry.at],
  ['Outcome recorded', entry => entry.endedAt],
  [
    'Action',
    entry => (Object.hasOwn(auditActions, entry.action) ? auditActions[entry.action as 'sync.request'] : entry.action),
  ],
  ['Outcome', entry => (entry.outcome === null ? 'In progress' : outcomeWords[entry.outcome])],
  ['Who', entry => entry.actorName],
  ['Role', entry => entry.actorRole],
  ['Operator id', entry => entry.actorId],
  ['Target kind', entry => entry.targetKind],
  ['Target', entry => entry.targetLabel],
  ['Target id', entry => entry.targetId],
  ['Reason', entry => entry.reason],
  ['Requested', entry => json(entry.detail)],
  ['Changes', entry => json(entry.changes)],
  ['Problem', entry => entry.problem?.message ?? null],
  ['Resolved by', entry => entry.settled?.by ?? null],
  ['Resolution', entry => entry.settled?.note ?? null],
  ['Telnyx request id', entry => entry.telnyxRequestId],
  ['Request id', entry => entry.requestId],
  ['Command id', entry => entry.commandId],
  ['Action code', entry => entry.action],
  ['Hash', entry => entry.hash],
  ['Hash of outcome', entry => entry.endHash],
]

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))

export const auditHeader: readonly string[] = columns.map(([name]) => name)

export function auditCells(entry: AuditEntry): Cell[] {
  return columns.map(([, cell]) => {
    const value = cell(entry)
    return typeof value === 'string' ? oneLine(value) : value
  })
}

/** The address of the export: the filters of the screen, all pages. */
export function auditExportHref(format: AuditExportFormat, filter: AuditFilter): string {
  const { q, action, outcome, operator, from, to } = filter
  return serializeAuditSearch(`/api/audit/export?format=${format}`, { q, action, outcome, operator, from, to })
}
