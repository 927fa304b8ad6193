import type { SortingState } from '@tanstack/react-table'

/** What the table's header shows for the sort in the address. */
export function sortingOf(sort: string): SortingState {
  const desc = sort.startsWith('-')
  return [{ id: desc ? sort.slice(1) : sort, desc }]
}

/** Null for a column that the list cannot be sorted by. */
export function sortOf<Key extends string>([first]: SortingState, keys: readonly Key[]): Key | `-${Key}` | null {
  const key = keys.find(name => name === first?.id)
  if (!key) return null
  return first?.desc ? `-${key}` : key
}
