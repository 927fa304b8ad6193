import type { z } from 'zod'
import type { DisableReason } from '@/lib/account-words'
import type { requestApprovalInput } from '@/lib/approval-inputs'
import { type BulkKind, endangersCalls } from '@/lib/job'
import { type BulkChange, bulkChange } from '@/lib/job-inputs'

/** The form's values, for every kind of change. */
export type Draft = {
  reason: '' | DisableReason
  /** The details of a disable, or the reason of another change. */
  note: string
  ticket: string
  reviewOn: string
  reenableConnections: boolean
  allow: boolean
  limit: string
  now: boolean
  emergencyConfirmed: boolean
  typedCount: string
  /** For the approver. */
  why: string
}

export const emptyDraft: Draft = {
  reason: '',
  note: '',
  ticket: '',
  reviewOn: '',
  reenableConnections: false,
  allow: true,
  limit: '',
  now: false,
  emergencyConfirmed: false,
  typedCount: '',
  why: '',
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.replace(/[\s,]/g, '')))

/** The change as it would be sent, not yet validated. */
export function changeOf(kind: BulkKind, draft: Draft): { kind: BulkKind; parameters: Record<string, unknown> } {
  const { reason, note, ticket, reviewOn, reenableConnections, allow, limit } = draft
  switch (kind) {
    case 'accounts.disable':
      return { kind, parameters: { reason, note, ticket, reviewOn } }
    case 'accounts.enable':
      return { kind, parameters: { reason: note, reenableConnections } }
    case 'accounts.custom_pricing':
      return { kind, parameters: { allow, reason: note } }
    case 'accounts.channel_limit':
      return { kind, parameters: { limit: number(limit), reason: note } }
  }
}

/** The approval request for a change; null for a change that never needs approval. */
export function requestOf(
  change: BulkChange,
  about: { selection: string; reason: string },
): z.input<typeof requestApprovalInput> | null {
  if (change.kind === 'accounts.disable') return { action: change.kind, parameters: change.parameters, ...about }
  if (change.kind !== 'accounts.channel_limit' || change.parameters.limit !== 0) return null
  return { action: change.kind, parameters: { ...change.parameters, limit: 0 }, ...about }
}

/** Whether the change may make emergency calls fail. */
export function endangers(kind: BulkKind, draft: Draft): boolean {
  return endangersCalls(changeOf(kind, draft))
}

/** The change for a dry run, which needs no reason. Null while the change itself is not filled in. */
export function triedChange(kind: BulkKind, draft: Draft): BulkChange | null {
  const stated = changeOf(kind, { ...draft, reason: 'unpaid', note: 'Tried first', ticket: '', reviewOn: '' })
  const parsed = bulkChange.safeParse(stated)
  return parsed.success ? parsed.data : null
}
