import { statusWords } from '@/lib/account-words'
import { type Changes, changeFieldWords } from '@/lib/audit'
import { roleLabel } from '@/lib/permissions'
import { fieldWord, valueWord } from './words'

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

/** The words for the values of these fields. */
const wordsOf: Record<string, Record<string, string | undefined> | undefined> = {
  status: statusWords,
  rollupReview: verdictWords,
  review: verdictWords,
  role: roleLabel,
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined) return absent[field] ?? 'Unknown'
  if (field === 'customPricing' && typeof value === 'boolean') return value ? 'Allowed' : 'Off'
  const word = typeof value === 'string' ? wordsOf[field]?.[value] : undefined
  return word ?? valueWord(value) ?? 'None'
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
