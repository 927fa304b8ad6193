'use client'

import { OctagonX, RotateCw } from 'lucide-react'
import type { Problem } from '@/lib/errors'
import { Button } from './button'
import { MonoId } from './mono-id'

type Props = {
  problem: Problem
  onRetry: () => void
  retrying?: boolean | undefined
}

/** A failure: what happened, what to do, the request id, and a retry button. */
export function ErrorState({ problem, onRetry, retrying }: Props) {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center px-6 py-12 text-center">
      <span className="mb-3 grid size-10 place-items-center rounded-lg border border-danger/35 bg-danger-subtle text-danger">
        <OctagonX aria-hidden className="size-5" />
      </span>
      <p className="font-medium text-base">{problem.message}</p>
      {problem.hint && <p className="mt-1 text-muted">{problem.hint}</p>}
      {problem.retryAfter !== undefined && <p className="mt-1 text-muted">Try again in {problem.retryAfter} s.</p>}
      {problem.requestId && (
        <p className="mt-2 flex items-center gap-1.5 text-muted text-xs">
          Request <MonoId id={problem.requestId} copyLabel="Copy request id" />
        </p>
      )}
      <Button className="mt-4" onClick={onRetry} pending={retrying ?? false} pendingLabel="Trying again…">
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  )
}
