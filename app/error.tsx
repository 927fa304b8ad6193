'use client'

import { problemOf } from '@/components/states/problem-of'
import { ErrorState } from '@/components/ui/error-state'

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <ErrorState problem={problemOf(error)} onRetry={reset} />
    </main>
  )
}
