'use client'

import { useStore } from './use-store'

const hydrated = { subscribe: () => () => undefined, get: () => true }

/** False on the server and while hydrating, for values that only the browser knows: both first render the same. */
export const useHydrated = (): boolean => useStore(hydrated, false)
