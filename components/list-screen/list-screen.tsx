'use client'

import {
  hashKey,
  type QueryFunction,
  type QueryKey,
  type UseSuspenseQueryOptions,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { ListBoundary } from '@/components/states/list-boundary'
import { problemOf } from '@/components/states/problem-of'
import type { Problem } from '@/lib/errors'

/** What a list shows now. */
export type List<Page, Search = null> = {
  /** Absent until the first answer arrives, and after a failure. */
  page: Page | undefined
  /** Why there is no page: this search could not be answered. */
  failure: Problem | null
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

/** Stands for the query before its first answer. */
const unanswered = { queryKey: ['unanswered'], queryFn: () => null, initialData: null, staleTime: 'static' as const }

/**
 * The states that all lists share: the first answer, old rows while a new search loads, a failed search, a failed refresh.
 * The children stay mounted in all of them, so that typed text and the focus are kept, and another search can be tried.
 */
export function ListScreen<Page, Search = null, Key extends QueryKey = QueryKey>(props: Props<Page, Search, Key>) {
  const { search = null as Search, query } = props
  return (
    <ListBoundary
      query={query(search) as { queryKey: QueryKey }}
      pending={<Shown {...props} search={search} isAnswered={false} />}
      showsFailure
    >
      <Shown {...props} search={search} isAnswered />
    </ListBoundary>
  )
}

type ShownProps<Page, Search, Key extends QueryKey> = Props<Page, Search, Key> & { search: Search; isAnswered: boolean }

function Shown<Page, Search, Key extends QueryKey>(props: ShownProps<Page, Search, Key>) {
  'use memo'
  const { search, query, serialize, isLong, isAnswered, children } = props
  const client = useQueryClient()
  const newest = useAnswer(query(search), isAnswered)
  const isReady = !isAnswered || newest.isThere || newest.failed !== null
  const now = { name: hashKey(query(search).queryKey), search, isThere: isAnswered && newest.isThere }
  const [before, setBefore] = useState(now)
  if (isReady && (now.name !== before.name || now.isThere !== before.isThere)) setBefore(now)
  // The old rows stay until the new ones arrive; these are drawn at once. A transition, which paints interrupt, is for long lists.
  const answered = isReady ? now : before
  const deferred = useDeferredValue(answered.search)
  const isDeferred = isLong?.(answered.search) === true && client.getQueryData(query(deferred).queryKey) !== undefined
  const shown = isDeferred ? deferred : answered.search
  const question = serialize?.(shown) ?? ''
  const isStale = question !== (serialize?.(search) ?? '')
  // While another search loads, the failure of the one before says nothing about it.
  const failed = isStale ? null : newest.failed
  const { data, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(
    (answered.isThere ? query(shown) : unanswered) as UseSuspenseQueryOptions<Page | null>,
  )
  return children({
    page: data ?? undefined,
    failure: failed && problemOf(failed.error),
    shown,
    question,
    isStale,
    problem: error && problemOf(error),
    readAt: new Date(dataUpdatedAt).toISOString(),
    refresh: failed ? failed.retry : () => void refetch(),
    isRefreshing: failed ? failed.isRetrying : isFetching,
  })
}

/**
 * Requests a query that has no answer yet, and watches whether it has one. `failed` stays while the query is tried again, so that the
 * button that does it keeps its place and the focus. A failed query is not given to `useSuspenseQuery`, which would throw.
 */
function useAnswer(query: { queryKey: QueryKey; queryFn?: unknown }, enabled: boolean) {
  'use memo'
  const { queryKey, queryFn } = query
  const state = useQuery({
    queryKey,
    queryFn: queryFn as QueryFunction,
    select: always,
    enabled: ({ state }) => enabled && state.data === undefined,
    retryOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [last, setLast] = useState<{ query: string; error: Error } | null>(null)
  const { error } = state
  const hash = hashKey(queryKey)
  const failure = error ? { query: hash, error } : last
  if (error && last?.error !== error) setLast(failure)
  // After a failed refresh the answer is still there.
  const isThere = state.data !== undefined
  const failed =
    isThere || failure?.query !== hash
      ? null
      : { error: failure.error, retry: () => void state.refetch(), isRetrying: state.isFetching }
  return { isThere, failed }
}

const always = () => true
