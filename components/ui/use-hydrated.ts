'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False on the server and while hydrating: for what only the browser knows, so that both write the same at first. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
