import type { ItemState, ReviewKind, Verdict } from './reviews'

export const kindWords: Record<ReviewKind, string> = {
  rollup: 'Rollup billing',
  pricing: 'Custom pricing',
  users: 'Organization users',
}

const flags: Record<Exclude<ReviewKind, 'users'>, Record<string, string>> = {
  rollup: { yes: 'On', no: 'Off' },
  pricing: { yes: 'Allowed', no: 'Off' },
}

/** A value in words: On, Off, a user’s access, or why there is none. */
export function valueWord(kind: ReviewKind, value: string): string {
  if (kind === 'users') return value === 'gone' ? 'Removed' : value.slice(0, 1).toUpperCase() + value.slice(1)
  return flags[kind][value] ?? (value === 'gone' ? 'Gone from Telnyx' : 'Not reported by Telnyx')
}

/** The verdicts of a desk: users are kept or to be removed. */
export function verdictWord(kind: ReviewKind, verdict: 'open' | Verdict): string {
  if (verdict === 'open') return 'Open'
  if (kind === 'users') return verdict === 'approved' ? 'Keep' : 'Remove'
  return verdict === 'approved' ? 'Approved' : 'Questioned'
}

export function stateWord(kind: ReviewKind, state: ItemState): string {
  if (state === 'todo') return 'To review'
  if (state === 'changed') return 'Changed since'
  return state === 'all' ? 'All' : verdictWord(kind, state)
}
