import type { z } from 'zod'
import type { requestApprovalInput } from '@/lib/approval-inputs'
import { type BulkKind, endangersCalls } from '@/lib/job'
import { type BulkChange, bulkChange } from '@/lib/job-inputs'
import type { Draft } from './draft'
import { bulkForms } from './forms'

/** The change as it would be sent, not yet validated. */
export function changeOf(kind: BulkKind, draft: Draft): { kind: BulkKind; parameters: Record<string, unknown> } {
  return { kind, parameters: bulkForms[kind].parameters(draft) }
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
