'use client'

import { useSyncExternalStore } from 'react'

type Watched<T> = { subscribe: (listener: () => void) => () => void; get: () => T }

/** @param atFirst on the server and while hydrating */
export function useStore<T>({ subscribe, get }: Watched<T>, atFirst: T): T {
  return useSyncExternalStore(subscribe, get, () => atFirst)
}
