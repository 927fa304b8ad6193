'use client'

import { problemOf } from '@/components/states/problem-of'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { Spinner } from '@/components/ui/spinner'
import { problemText } from '@/lib/errors'

type Props = {
  /** Still asking: what is shown is not all. */
  searching: string | null
  error: unknown
  onRetry: () => void
  /** How many entries answer the text. */
  count: number
}

/** Below the entries: what they do not say. */
export function Notice({ searching, error, onRetry, count }: Props) {
  return (
    <>
      <div role="status" className="flex items-center gap-2 px-2 text-muted not-empty:min-h-9">
        {searching !== null && (
          <>
            <Spinner className="size-3.5" />
            {searching}
          </>
        )}
        {searching === null && !error && count === 0 && 'No results'}
        {searching === null && !error && count > 0 && <span className="sr-only">{formatCount(count, 'result')}</span>}
      </div>
      {searching === null && error !== null && error !== undefined && (
        <div role="alert" className="flex items-center justify-between gap-3 px-2 py-1.5">
          <span>{problemText(problemOf(error))}</span>
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </>
  )
}
