'use client'

import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import { problemText } from '@/lib/errors'

type Props = {
  /** The search still runs, so the list is incomplete. */
  searching: string | null
  error: unknown
  onRetry: () => void
  /** How many entries match the text. */
  count: number
}

/** Below the entries: whether the search still runs, failed, or found nothing. */
export function Notice({ searching, error, onRetry, count }: Props) {
  const words = searching ?? (error ? '' : count === 0 ? 'No results' : formatCount(count, 'result'))
  // Only screen readers need the number of entries.
  const isVisible = searching !== null || (!error && count === 0)
  return (
    <>
      <div role="status" className={isVisible ? 'flex min-h-11 items-center gap-2 px-2 text-muted' : 'sr-only'}>
        {searching !== null && <Spinner className="size-3.5" />}
        {words}
      </div>
      {searching === null && Boolean(error) && (
        <div role="alert" className="flex min-h-11 items-center justify-between gap-3 px-2 py-1.5">
          <span>{problemText(problemOf(error))}</span>
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </>
  )
}
