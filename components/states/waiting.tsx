'use client'

import type { ReactNode } from 'react'
import type { Reachability } from './reachability'
import { useReachability } from './use-reachability'

const words: Record<Exclude<Reachability, 'reached'>, string> = {
  offline: 'You are offline. This loads as soon as you are back online.',
  silent: 'The console is not responding. This loads as soon as it does.',
}

/** A skeleton, and why it takes long: for panels and dialogs, because they cover the page's banner. */
export function Waiting({ children }: { children: ReactNode }) {
  const why = useWaitingWords('')
  if (why === '') return children
  return (
    <div className="grid gap-3">
      <p role="status">{why}</p>
      {children}
    </div>
  )
}

/** `loading`, or why the answer does not come. */
export function useWaitingWords(loading: string): string {
  const reachability = useReachability()
  return reachability === 'reached' ? loading : words[reachability]
}
