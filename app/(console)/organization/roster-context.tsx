'use client'

import { createContext, use } from 'react'
import type { RosterUser } from '@/lib/organization'

type RosterActions = {
  mayRemove: boolean
  open: (id: string) => void
  remove: (user: RosterUser) => void
}

/** Actions for the cells and the panel. The screen provides them. */
export const RosterContext = createContext<RosterActions>({ mayRemove: false, open: () => {}, remove: () => {} })

export function useRosterActions(): RosterActions {
  return use(RosterContext)
}
