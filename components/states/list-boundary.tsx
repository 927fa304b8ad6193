'use client'

import { QueryErrorResetBoundary, type QueryFunction, type QueryKey, useQuery } from '@tanstack/react-query'
import { unstable_rethrow } from 'next/navigation'
import { Component, type ReactNode, useState } from 'react'
import { ErrorState } from '@/components/ui/error-state'
import { useMayShow } from './page-data'
import { problemOf } from './problem-of'

type Props = {
  /** The query that the children read now, from `queryOptions`. */
  query: { queryKey: QueryKey; queryFn?: unknown }
  /** Shown while the first answer loads. It has the size of the content. */
  pending: ReactNode
  /** `pending` shows the failure of the first answer too. Absent = an <ErrorState> replaces it. */
  showsFailure?: boolean
  children: ReactNode
}

/**
 * Two of a list's four states: pending, and failure with a retry. The children read the query with `useSuspenseQuery`,
 * and show the previous answer while a new search loads. Not a <Suspense>: a page that already has its rows would then
 * also send the skeleton, and show the rows 300 ms later.
 */
export function ListBoundary({ query, pending, showsFailure = false, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { isSuccess, error, isFetching, refetch } = useQuery({
    queryKey: query.queryKey,
    queryFn: query.queryFn as QueryFunction,
    // From then on the children fetch, poll and refetch.
    enabled: !isOpen,
    select: isThere,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    ...(isOpen && { notifyOnChangeProps: [] }),
  })
  const mayShow = useMayShow(query.queryKey)
  const opens = isOpen || (isSuccess && mayShow)
  if (opens && !isOpen) setOpen(true)
  if (!opens && error && !isFetching && !showsFailure) {
    return <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
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
          {/* Both in one place, so that a component that is in both keeps its state. */}
          {opens ? children : pending}
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
    // Redirects and not-found are thrown as errors. Next.js handles them.
    if (this.state.failed) unstable_rethrow(this.state.error)
    return this.state.failed ? (
      <ErrorState problem={problemOf(this.state.error)} onRetry={this.retry} />
    ) : (
      this.props.children
    )
  }
}
