import { useSyncExternalStore } from 'react'

// Whether the server runs another build than the one this page came from. What is open stays as it is: a reload would throw away what was
// typed.

let refused = false
const listeners = new Set<() => void>()

/** Whether the server knew the action that was called last. During an upgrade of several instances either may answer. */
export function noteActionKnown(known: boolean): void {
  refused = !known
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Nothing that this page sends is carried out until it is reloaded. */
export function useActionsRefused(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => refused,
    () => false,
  )
}
