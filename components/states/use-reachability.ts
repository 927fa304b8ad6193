'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { lastAnswerAt, noteBehind, type Reachability, reachability, rowsAreBehind, subscribe } from './reachability'

export function useReachability(): Reachability {
  return useSyncExternalStore(subscribe, reachability, () => 'reached')
}

/** Epoch milliseconds of the last answer before the console became unreachable. */
export function useLastAnswerAt(): number {
  return useSyncExternalStore(subscribe, lastAnswerAt, () => 0)
}

export function useRowsAreBehind(): boolean {
  return useSyncExternalStore(subscribe, rowsAreBehind, () => false)
}

/** For a table: reports whether its rows are from an earlier search. */
export function useBehind(isBehind: boolean): void {
  useEffect(() => (isBehind ? noteBehind() : undefined), [isBehind])
}
