import { filterOf } from './account-filters'
import { type AccountSearch, accountSearchParsers, loadAccountSearch, serializeAccountSearch } from './account-search'
import { memoizeByReference } from './memoize'
import type { AccountsLook } from './preferences'

/** A search with its look under a name. */
export type SavedView = {
  id: string
  name: string
  /** The list's query string, canonical and without a page. */
  search: string
  look: AccountsLook
  /** Seen by everybody; only who made it changes it. */
  shared: boolean
  mine: boolean
  ownerName: string
  updatedAt: string
}

/** `count` is how many accounts it has now; null = it filters by balances, which this role may not see. */
export type CountedView = SavedView & { count: number | null }

/** More than these nobody finds anything in. */
export const mostViews = 100
export const longestName = 60

const inOrder = <T>(values: readonly T[]) => [...values].sort() as T[]

/** The same selection in the same order is always the same text: fields and values in a fixed order, and no page. */
export const canonicalSearch = memoizeByReference((search: AccountSearch): string => {
  const filter = filterOf(search)
  const sorted = Object.entries(filter).map(([key, value]) => [key, Array.isArray(value) ? inOrder(value) : value])
  const { sort, size } = search
  const values: Record<string, unknown> = { ...Object.fromEntries(sorted), sort, size, page: 1 }
  const ordered = Object.keys(accountSearchParsers).map(key => [key, values[key]])
  return serializeAccountSearch(Object.fromEntries(ordered))
})

export function searchOf(view: Pick<SavedView, 'search'>): AccountSearch {
  return loadAccountSearch(new URLSearchParams(view.search))
}
