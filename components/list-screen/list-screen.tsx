'use client'

import { type QueryKey, type UseSuspenseQueryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import type { Problem } from '@/lib/errors'

/** What a list shows now. */
export type List<Page, Search = null> = {
  /** Absent until the first answer arrives. */
  page: Page | undefined
  /** The search that the page answers. The address may hold a newer one. */
  shown: Search
  /** `shown` as a text. */
  question: string
  /** The page answers an earlier search. */
  isStale: boolean
  /** Why the last refresh failed. The page is still the previous answer. */
  problem: Problem | null
  /** When the page was read, in ISO. */
  readAt: string
  refresh: () => void
  isRefreshing: boolean
}

type Props<Page, Search, Key extends QueryKey> = {
  /** The search in the address. Absent for a list without one. */
  search?: Search
  query: (search: Search) => UseSuspenseQueryOptions<Page, Error, Page, Key>
  serialize?: ((search: Search) => string) | undefined
  /** Rows that take long to draw are drawn in the background, also if they are cached. */
  isLong?: ((search: Search) => boolean) | undefined
  /** Renders the list, also before its first rows, so that nothing moves when they arrive: see ./list-view.tsx. */
  children: (list: List<Page, Search>) => ReactNode
}

/** The states that all lists share: the first answer, its failure, old rows while a new search loads, a failed refresh. */
export function ListScreen<Page, Search = null, Key extends QueryKey = QueryKey>(props: Props<Page, Search, Key>) {
  const { search = null as Search, query } = props
  return (
    <ListBoundary query={query(search) as { queryKey: QueryKey }} pending={<Pending {...props} search={search} />}>
      <Answered {...props} search={search} />
    </ListBoundary>
  )
}

type Asked<Page, Search, Key extends QueryKey> = Props<Page, Search, Key> & { search: Search }

function Pending<Page, Search, Key extends QueryKey>({ search, serialize, children }: Asked<Page, Search, Key>) {
  return children({
    page: undefined,
    shown: search,
    question: serialize?.(search) ?? '',
    isStale: false,
    problem: null,
    readAt: '',
    refresh: () => undefined,
    isRefreshing: false,
  })
}

function Answered<Page, Search, Key extends QueryKey>(props: Asked<Page, Search, Key>) {
  'use memo'
  const { search, query, serialize, isLong, children } = props
  const client = useQueryClient()
  // The old rows stay until the new ones arrive. Cached rows are shown at once.
  const deferred = useDeferredValue(search)
  const isCached = client.getQueryData(query(search).queryKey) !== undefined
  const shown = isCached && isLong?.(search) !== true ? search : deferred
  const { data, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(query(shown))
  const question = serialize?.(shown) ?? ''
  return children({
    page: data,
    shown,
    question,
    isStale: question !== (serialize?.(search) ?? ''),
    problem: error && problemOf(error),
    readAt: new Date(dataUpdatedAt).toISOString(),
    refresh: () => void refetch(),
    isRefreshing: isFetching,
  })
}
