'use client'

import { createContext, use } from 'react'
import type { RosterUser } from '@/lib/organization'

type RosterActions = {
  mayRemove: boolean
  open: (id: string) => void
  remove: (user: RosterUser) => void
}

/** What cells and the panel can do; the screen provides it. */
export const RosterContext = createContext<RosterActions>({ mayRemove: false, open: () => {}, remove: () => {} })

export function useRosterActions(): RosterActions {
  return use(RosterContext)
}
