import { createStore } from '@/components/ui/store'
import { useStore } from '@/components/ui/use-store'
import type { AuditAction } from '@/lib/audit'

const none: ReadonlyMap<string, AuditAction> = new Map()
/** The commands that this tab is sending, by account. They outlive the dialog and the screen that sent them. */
const sending = createStore(none)

/** False if this tab is already sending a command for the account, so that a second click sends nothing. */
export function beginSending(accountId: string, action: AuditAction): boolean {
  if (sending.get().has(accountId)) return false
  sending.set(new Map([...sending.get(), [accountId, action]]))
  return true
}

export function endSending(accountId: string): void {
  sending.set(new Map([...sending.get()].filter(([id]) => id !== accountId)))
}

export function useSending(accountId: string): AuditAction | null {
  return useStore(sending, none).get(accountId) ?? null
}
