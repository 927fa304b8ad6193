'use client'

import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { unstable_rethrow } from 'next/navigation'
import { Component, type ReactNode, Suspense } from 'react'
import { ErrorState } from '@/components/ui/error-state'
import { problemOf } from './problem-of'

type Props = {
  /** What is shown while the first answer is on its way; the size of what will come. */
  pending: ReactNode
  children: ReactNode
}

/** The outer two of a list's four states: pending (Suspense) and first failure (with a retry that asks the server again). */
export function ListBoundary({ pending, children }: Props) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary onReset={reset}>
          <Suspense fallback={pending}>{children}</Suspense>
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  )
}

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
