import type { Route } from 'next'
import type { CommandEntry } from '@/components/ui/command-list'

/** One of these: an account, an address, or something to do. */
export type Entry = CommandEntry & { account?: { id: string; name: string }; href?: Route; run?: () => void }
