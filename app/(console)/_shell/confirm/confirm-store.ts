import { useSyncExternalStore } from 'react'
import { ProblemError } from '@/app/fetch-json'
import { confirmIdentity } from '@/lib/errors'

// What waits until the operator has proved again who they are. The dialog is mounted once, in the shell; nothing else knows of it.

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
 * Asks the operator to prove who they are; false when they put the question away. Several askers get one question.
 * @param why what the server said of it; null = nothing more
 */
function ensureFresh(why: string | null): Promise<boolean> {
  // No dialog is mounted to ask.
  if (listeners.size === 0) return Promise.resolve(false)
  return new Promise(resolve => set([...waiting, { why, resolve }]))
}

/** The answer for everybody who waits. */
export function answerConfirm(confirmed: boolean): void {
  const asked = waiting
  set([])
  for (const { resolve } of asked) resolve(confirmed)
}

/** The question, where one is open. */
export function useConfirmAsked(): Pick<Waiting, 'why'> | null {
  return useSyncExternalStore(
    subscribe,
    () => waiting[0] ?? null,
    () => null,
  )
}

/**
 * Does the work, and where the server wants a fresh proof of identity asks for it and does the work again, with the same input.
 * Throws ProblemError as the work does; put away, one that says the work was not done.
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
