'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/**
 * False on the server and while hydrating. For values that only the browser knows, so that both first render the same.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
