import { tabStorageKey } from '@/app/tab-session'
import { keep, readKept } from './kept'

/** The accounts that the operator opened lately in this tab, newest first. Names only; forgotten at sign-out and with the tab. */
export type RecentAccount = { id: string; name: string }

const keyOf = () => tabStorageKey('recent-accounts')
const most = 6

export const recentAccounts = (): readonly RecentAccount[] => readKept<RecentAccount[]>(keyOf()) ?? []

export function noteRecentAccount({ id, name }: RecentAccount): void {
  keep(keyOf(), [{ id, name }, ...recentAccounts().filter(one => one.id !== id)].slice(0, most))
}
