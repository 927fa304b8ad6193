import { filterOf } from './account-filters'
import { type AccountSearch, accountSearchParsers, loadAccountSearch, serializeAccountSearch } from './account-search'
import { memoizeByReference } from './memoize'
import type { AccountsLook } from './preferences'

/** A named search with its table look. */
export type SavedView = {
  id: string
  name: string
  /** The list's query string, in canonical form and without a page. */
  search: string
  look: AccountsLook
  /** Visible to all operators. Only its owner can change it. */
  shared: boolean
  mine: boolean
  ownerName: string
  updatedAt: string
}

/** `count` is the current number of accounts; null = the view filters by balances, which this role may not see. */
export type CountedView = SavedView & { count: number | null }

/** The most views of an operator. A longer list would be hard to use. */
export const mostViews = 100
export const longestName = 60

const inOrder = <T>(values: readonly T[]) => [...values].sort() as T[]

/** The search as a canonical text, without its page: the same selection in the same order always gives the same text. */
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

/** The address of a view, for a new tab or a colleague. */
export function viewHref(view: Pick<SavedView, 'id' | 'search'> | null): string {
  if (view === null) return '/accounts'
  return `/accounts${view.search === '' ? '?' : `${view.search}&`}view=${view.id}`
}
