import { useSyncExternalStore } from 'react'
import type { AuditAction } from '@/lib/audit'

/** The commands that this tab is sending, by account. They outlive the dialog and the screen that sent them. */
let sending: ReadonlyMap<string, AuditAction> = new Map()
const none: ReadonlyMap<string, AuditAction> = new Map()
const listeners = new Set<() => void>()

function set(next: ReadonlyMap<string, AuditAction>) {
  sending = next
  for (const listener of listeners) listener()
}

/** False if this tab is already sending a command for the account, so that a second click sends nothing. */
export function beginSending(accountId: string, action: AuditAction): boolean {
  if (sending.has(accountId)) return false
  set(new Map([...sending, [accountId, action]]))
  return true
}

export function endSending(accountId: string): void {
  set(new Map([...sending].filter(([id]) => id !== accountId)))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function useSending(accountId: string): AuditAction | null {
  const all = useSyncExternalStore(
    subscribe,
    () => sending,
    () => none,
  )
  return all.get(accountId) ?? null
}
