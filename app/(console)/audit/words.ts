import type { Tone } from '@/components/ui/tone'
import { type AuditEntry, type AuditOutcome, auditActions, unrecordedCommands } from '@/lib/audit'
import { outcomeWords } from '@/lib/audit-export'
import { roleLabel } from '@/lib/permissions'

export const outcomeLook: Record<AuditOutcome, { tone: Tone; word: string }> = {
  succeeded: { tone: 'success', word: outcomeWords.succeeded },
  failed: { tone: 'danger', word: outcomeWords.failed },
  unknown: { tone: 'warning', word: outcomeWords.unknown },
  denied: { tone: 'danger', word: outcomeWords.denied },
  cancelled: { tone: 'neutral', word: outcomeWords.cancelled },
}

const actions: Record<string, string> = { ...auditActions, ...unrecordedCommands }

/** The label of an action, also of a refused one. */
export function actionWord(action: string): string {
  return actions[action] ?? action
}

const jobs: Record<string, string> = {
  recovery: 'The console, after a restart',
  settle: 'The console, checking an outcome',
  start: 'The console, at startup',
}

export function actorWord(entry: Pick<AuditEntry, 'actorKind' | 'actorName'>): string {
  if (entry.actorKind !== 'system') return entry.actorName
  return jobs[entry.actorName] ?? `The console (${entry.actorName})`
}

export function roleWord(role: string | null): string | null {
  if (role === null) return null
  return Object.entries(roleLabel).find(([name]) => name === role)?.[1] ?? role
}

const fields: Record<string, string> = {
  available_credit: 'Available credit',
  bulkId: 'Bulk decision',
  bypassesSso: 'Bypasses SSO',
  decisionsSha256: 'SHA-256 of the decisions',
  dueOn: 'Due',
  email: 'E-mail',
  emergencyConfirmed: 'Emergency calls confirmed',
  reenableConnections: 'Re-enable connections',
  reviewOn: 'Review on',
  sha256: 'SHA-256 of the file',
}

/** `channelLimit` → "Channel limit", unless `fields` has a better word. */
export function fieldWord(name: string): string {
  const spaced = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`)
  return fields[name] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** A recorded value in words; null = no value. */
export function valueWord(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(item => valueWord(item) ?? '—').join(', ') || 'None'
  return JSON.stringify(value)
}
