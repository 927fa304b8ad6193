import { ProblemError } from '@/app/fetch-json'
import { createStore } from '@/components/ui/store'
import { useStore } from '@/components/ui/use-store'
import { confirmIdentity } from '@/lib/errors'

// Commands that wait for the operator to confirm their identity. The dialog is mounted once, in the shell.

type Waiting = { why: string | null; resolve: (confirmed: boolean) => void }

const none: readonly Waiting[] = []
const waiting = createStore(none)

/**
 * Asks the operator to confirm their identity; false when they close the dialog. Several callers share one dialog.
 * @param why the server's reason; null = none
 */
function ensureFresh(why: string | null): Promise<boolean> {
  // No dialog is mounted.
  if (!waiting.isWatched()) return Promise.resolve(false)
  return new Promise(resolve => waiting.set([...waiting.get(), { why, resolve }]))
}

/** Resolves all waiting callers. */
export function answerConfirm(confirmed: boolean): void {
  const asked = waiting.get()
  waiting.set(none)
  for (const { resolve } of asked) resolve(confirmed)
}

/** The open question; null when there is none. */
export function useConfirmAsked(): Pick<Waiting, 'why'> | null {
  return useStore(waiting, none)[0] ?? null
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
