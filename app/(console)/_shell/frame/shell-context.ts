'use client'

import { createContext, use } from 'react'
import type { Theme } from '@/lib/theme'
import type { NavItem } from './nav'

/** What the frame around every screen can do, for the command palette. */
export type Shell = {
  screens: readonly Pick<NavItem, 'href' | 'label' | 'icon' | 'go'>[]
  theme: Theme
  chooseTheme: (theme: Theme) => void
  showHelp: () => void
  signOut: () => Promise<void>
}

export const ShellContext = createContext<Shell | null>(null)

export function useShell(): Shell {
  const shell = use(ShellContext)
  if (!shell) throw new Error('No <ConsoleShell> around this.')
  return shell
}
