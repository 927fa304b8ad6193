'use client'

import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query'
import { createContext, type ReactNode } from 'react'

/** Hashes of the queries that had no answer when the server rendered the page. */
export const Unanswered = createContext<ReadonlySet<string>>(new Set())

/** Provides the data that the server read for a page to its screen. */
export function PageData({ state, children }: { state: DehydratedState; children: ReactNode }) {
  const unanswered = new Set(state.queries.filter(one => one.state.status === 'pending').map(one => one.queryHash))
  return (
    <HydrationBoundary state={state}>
      <Unanswered value={unanswered}>{children}</Unanswered>
    </HydrationBoundary>
  )
}
