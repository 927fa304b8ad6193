import { useSyncExternalStore } from 'react'
import { ProblemError } from '@/app/fetch-json'
import { confirmIdentity } from '@/lib/errors'

// Commands that wait for the operator to confirm their identity. The dialog is mounted once, in the shell.

type Waiting = { why: string | null; resolve: (confirmed: boolean) => void }

let waiting: readonly Waiting[] = []
const listeners = new Set<() => void>()

function set(next: readonly Waiting[]) {
  waiting = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/**
 * Asks the operator to confirm their identity; false when they close the dialog. Several callers share one dialog.
 * @param why the server's reason; null = none
 */
function ensureFresh(why: string | null): Promise<boolean> {
  // No dialog is mounted.
  if (listeners.size === 0) return Promise.resolve(false)
  return new Promise(resolve => set([...waiting, { why, resolve }]))
}

/** Resolves all waiting callers. */
export function answerConfirm(confirmed: boolean): void {
  const asked = waiting
  set([])
  for (const { resolve } of asked) resolve(confirmed)
}

/** The open question; null when there is none. */
export function useConfirmAsked(): Pick<Waiting, 'why'> | null {
  return useSyncExternalStore(
    subscribe,
    () => waiting[0] ?? null,
    () => null,
  )
}

/**
 * Runs the work. If the server requires a fresh proof of identity, asks for it and runs the work again with the same
 * input. Throws ProblemError as the work does; if the operator closes the dialog, one that says that nothing was done.
 */
export async function whenFresh<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'confirm_identity') throw error
      const { message } = error.problem
      if (!(await ensureFresh(message === confirmIdentity ? null : message))) throw notConfirmed()
    }
  }
}

function notConfirmed(): ProblemError {
  return new ProblemError({
    code: 'confirm_identity',
    message: 'Nothing was done: you did not confirm your identity.',
    hint: 'What you entered is still here.',
  })
}
