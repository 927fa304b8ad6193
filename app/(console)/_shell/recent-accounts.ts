import { tabOperator } from '@/app/tab-session'

/** The accounts that the operator opened lately in this tab, newest first. Names only; forgotten at sign-out and with the tab. */
export type RecentAccount = { id: string; name: string }

const key = 'recent-accounts'
const kept = 6

export function recentAccounts(): readonly RecentAccount[] {
  try {
    // Only this file writes it.
    const { operator, accounts } = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    return operator === tabOperator() ? (accounts ?? []) : []
  } catch {
    return []
  }
}

export function noteRecentAccount({ id, name }: RecentAccount): void {
  const accounts = [{ id, name }, ...recentAccounts().filter(one => one.id !== id)].slice(0, kept)
  try {
    sessionStorage.setItem(key, JSON.stringify({ operator: tabOperator(), accounts }))
  } catch {
    // A browser without storage has no recent accounts.
  }
}

export function forgetRecentAccounts(): void {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept.
  }
}
