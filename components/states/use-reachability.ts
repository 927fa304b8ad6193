'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { noteBehind, type Reachability, reachability, rowsAreBehind, subscribe } from './reachability'

export function useReachability(): Reachability {
  return useSyncExternalStore(subscribe, reachability, () => 'reached')
}

export function useRowsAreBehind(): boolean {
  return useSyncExternalStore(subscribe, rowsAreBehind, () => false)
}

/** For a table: whether its rows answer an earlier search. */
export function useBehind(isBehind: boolean): void {
  useEffect(() => (isBehind ? noteBehind() : undefined), [isBehind])
}
