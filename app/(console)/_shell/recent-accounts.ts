import { tabStorageKey } from '@/app/tab-session'

/** The accounts that the operator opened lately in this tab, newest first. Names only; forgotten at sign-out and with the tab. */
export type RecentAccount = { id: string; name: string }

const keyOf = () => tabStorageKey('recent-accounts')
const kept = 6

export function recentAccounts(): readonly RecentAccount[] {
  try {
    // Only this file writes it.
    return JSON.parse(sessionStorage.getItem(keyOf()) ?? '[]') as RecentAccount[]
  } catch {
    return []
  }
}

export function noteRecentAccount({ id, name }: RecentAccount): void {
  const accounts = [{ id, name }, ...recentAccounts().filter(one => one.id !== id)].slice(0, kept)
  try {
    sessionStorage.setItem(keyOf(), JSON.stringify(accounts))
  } catch {
    // A browser without storage has no recent accounts.
  }
}
