'use client'

import { hashKey, QueryErrorResetBoundary, type QueryFunction, type QueryKey, useQuery } from '@tanstack/react-query'
import { unstable_rethrow } from 'next/navigation'
import { Component, type ReactNode, use, useState } from 'react'
import { ErrorState } from '@/components/ui/error-state'
import { useHydrated } from '@/components/ui/use-hydrated'
import { Unanswered } from './page-data'
import { problemOf } from './problem-of'

type Props = {
  /** What the children read at present, as `queryOptions` make it. */
  query: { queryKey: QueryKey; queryFn?: unknown }
  /** What is shown while the first answer is on its way; the size of what will come. */
  pending: ReactNode
  children: ReactNode
}

/**
 * The outer two of a list's four states: pending, and failure with a retry. The children read the query with `useSuspenseQuery`, and show
 * the former answer while a later question is on its way. It is no <Suspense>: of a page that has its rows that would send the skeleton
 * too, and show the rows 300 ms later.
 */
export function ListBoundary({ query, pending, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { isSuccess, error, isFetching, refetch } = useQuery({
    queryKey: query.queryKey,
    queryFn: query.queryFn as QueryFunction,
    // From then on the children ask, poll and refetch.
    enabled: !isOpen,
    select: isThere,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    ...(isOpen && { notifyOnChangeProps: [] }),
  })
  const unanswered = use(Unanswered)
  const hydrated = useHydrated()
  // The answer may arrive after the server has drawn the page and before it hydrates: both draw it without.
  const opens = isOpen || (isSuccess && (hydrated || !unanswered.has(hashKey(query.queryKey))))
  if (opens && !isOpen) setOpen(true)
  if (!opens) {
    return error && !isFetching ? <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} /> : pending
  }
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary
          onReset={() => {
            reset()
            setOpen(false)
          }}
        >
          {children}
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  )
}

const isThere = () => true

type BoundaryProps = { onReset: () => void; children: ReactNode }

class ErrorBoundary extends Component<BoundaryProps, { failed: boolean; error: unknown }> {
  override state = { failed: false, error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { failed: true, error }
  }

  readonly retry = () => {
    this.props.onReset()
    this.setState({ failed: false, error: undefined })
  }

  override render() {
    // Redirects and not-found travel as errors; they belong to Next.
    if (this.state.failed) unstable_rethrow(this.state.error)
    return this.state.failed ? (
      <ErrorState problem={problemOf(this.state.error)} onRetry={this.retry} />
    ) : (
      this.props.children
    )
  }
}
