import { filterOf } from './account-filters'
import { type AccountSearch, accountSearchParsers, loadAccountSearch, serializeAccountSearch } from './account-search'
import { memoizeByReference } from './memoize'
import type { AccountsLook } from './preferences'

/** A search with its look, saved under a name. */
export type SavedView = {
  id: string
  name: string
  /** The list's query string, in canonical form and without a page. */
  search: string
  look: AccountsLook
  /** Visible to everybody; only its owner changes it. */
  shared: boolean
  mine: boolean
  ownerName: string
  updatedAt: string
}

/** `count` is its current number of accounts; null = it filters by balances, which this role may not see. */
export type CountedView = SavedView & { count: number | null }

/** With more views than this nobody finds one. */
export const mostViews = 100
export const longestName = 60

const inOrder = <T>(values: readonly T[]) => [...values].sort() as T[]

/**
 * The same selection in the same order always gives the same text: fields and values in a fixed order, without a page.
 */
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
