'use client'

import { type DehydratedState, HydrationBoundary, hashKey, type QueryKey } from '@tanstack/react-query'
import { createContext, type ReactNode, use } from 'react'
import { useHydrated } from '@/components/ui/use-hydrated'

/** Hashes of the queries whose answers the server rendered. */
const Answered = createContext<ReadonlySet<string>>(new Set())

/**
 * Whether the answer of a query may be rendered. Not while hydrating if the server rendered without it: it may have arrived since, and
 * both must render the same.
 */
export function useMayShow(queryKey: QueryKey): boolean {
  const answered = use(Answered)
  return useHydrated() || answered.has(hashKey(queryKey))
}

/** Provides the data that the server read for a page to its screen. */
export function PageData({ state, children }: { state: DehydratedState; children: ReactNode }) {
  const answered = new Set(state.queries.filter(one => one.state.status === 'success').map(one => one.queryHash))
  return (
    <HydrationBoundary state={state}>
      <Answered value={answered}>{children}</Answered>
    </HydrationBoundary>
  )
}
