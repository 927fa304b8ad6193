import { statusWords } from '@/lib/account-words'
import { type Changes, changeFieldWords } from '@/lib/audit'
import { type AccountStatus, accountStatuses } from '@/lib/managed-account'
import { fieldWord, roleWord, valueWord } from './words'

/** `before` is null for a new account. */
export type Change = { field: string; label: string; before: string | null; after: string }

/** What a missing value means for these fields. For all others it means "not known". */
const absent: Record<string, string | undefined> = {
  rollupReview: 'Not reviewed',
  disableOver: 'No limit',
  creditThreshold: 'As for its currency',
}

const verdictWords: Record<string, string | undefined> = {
  open: 'Not decided',
  approved: 'Approved',
  questioned: 'Questioned',
}

function isStatus(value: unknown): value is AccountStatus {
  return accountStatuses.some(status => status === value)
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined) return absent[field] ?? 'Unknown'
  if (field === 'status' && isStatus(value)) return statusWords[value]
  if ((field === 'rollupReview' || field === 'review') && typeof value === 'string') return verdictWords[value] ?? value
  if (field === 'customPricing' && typeof value === 'boolean') return value ? 'Allowed' : 'Off'
  if (field === 'role' && typeof value === 'string') return roleWord(value) ?? value
  return valueWord(value) ?? 'None'
}

/** Recorded changes as people read them: before → after. */
export function changesOf(changes: Changes | null): Change[] {
  const entries = Object.entries(changes ?? {})
  const created = entries.some(([field]) => field === 'account')
  return entries.map(([field, [before, after]]) => ({
    field,
    label: Object.entries(changeFieldWords).find(([name]) => name === field)?.[1] ?? fieldWord(field),
    before: created ? null : words(field, before),
    after: words(field, after),
  }))
}
