import type { DisableReason } from '@/lib/account-words'
import type { KeptField } from '../../_shell/draft'

/** The form's values, for every kind of change. */
export const emptyDraft = {
  reason: '' as '' | DisableReason,
  /** The details of a disable, or the reason of another change. */
  note: '',
  ticket: '',
  reviewOn: '',
  reenableConnections: false,
  allow: true,
  limit: '',
  now: false,
  emergencyConfirmed: false,
  typedCount: '',
  /** For the approver. */
  why: '',
}
export type Draft = typeof emptyDraft

/** The fields that are typed or chosen as text. */
export type TextField = 'reason' | 'note' | 'ticket' | 'reviewOn' | 'limit' | 'typedCount' | 'why'

/**
 * The typed text, kept until the job starts. What confirms the change is always given again. With the number of accounts that it was
 * typed for, because it is offered for the next selection too: often the same one with an account more or less.
 */
export function keptText(
  { reason, note, ticket, reviewOn, why, limit }: Draft,
  accounts: number,
): Partial<Record<KeptField, string>> {
  const text = { reason, note, ticket, reviewOn, why, limit }
  return Object.values(text).some(one => one !== '') ? { ...text, accounts: String(accounts) } : {}
}
