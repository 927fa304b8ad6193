import { noteTold } from '@/app/activity'
import { fetchJson, ProblemError } from '@/app/fetch-json'
import { signedInAgain, tabOperator } from '@/app/tab-session'
import { unknownAction } from '@/app/unanswered'
import { awaitAnswer, isOffline, noteAnswer } from '@/components/states/reachability'
import { noteActionKnown } from '@/components/ui/new-version'
import { serverNow } from '@/components/ui/server-clock'
import type { CommandView } from '@/lib/command'
import type { Problem } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { whenFresh } from './confirm/confirm-store'

/** `unknown`: sent, but the outcome is not known yet; the console keeps checking. `scheduled`: can still be undone. */
export type Outcome<T> = { kind: 'done'; data: T } | { kind: 'unknown' | 'scheduled'; command: CommandView }

const pollMs = 1_000
/** A command answers within seconds, but uploading a file may take longer on a slow connection. */
const longestMs = 60_000

export const notKnown: Problem = {
  code: 'unavailable',
  message: 'It is not known whether this was done.',
  hint: 'Reload the page and check the result before you try again.',
  uncertain: true,
}
const notAnswered: Problem = {
  ...notKnown,
  message: 'The console did not answer, so it is not known whether this was done.',
}

/** A server action. The second argument is the operator of the calling tab. */
export type Action<I, T> = (input: I, tabOf?: string) => Promise<Result<T>>

/**
 * Calls a server action and waits for its outcome, polling while it is pending. If the session has ended, or a fresh
 * proof of identity is required, it asks the operator and calls the action again with the same input. Throws
 * ProblemError when the action certainly did not happen, or when that is unknown because the console did not answer.
 */
export function runAction<I, T>(action: Action<I, T>, input: I): Promise<Outcome<T>> {
  return whenFresh(() => runOnce(action, input))
}

/** Retries after the operator has signed in again: an `unauthenticated` answer means that nothing was done. */
async function call<I, T>(action: Action<I, T>, input: I): Promise<Result<T>> {
  for (;;) {
    const result = await awaitAnswer(() => action(input, tabOperator()), { slowMs: longestMs })
    noteAnswer()
    noteActionKnown(true)
    if (result.ok !== false || result.problem.code !== 'unauthenticated') return result
    await signedInAgain(true)
  }
}

async function runOnce<I, T>(action: Action<I, T>, input: I): Promise<Outcome<T>> {
  if (isOffline()) {
    throw new ProblemError({
      code: 'unavailable',
      message: 'You are offline. Nothing was sent.',
      hint: 'Try again when you are back online.',
    })
  }
  const sentAt = serverNow()
  const result = await call(action, input).catch(error => {
    throw new ProblemError(unknownAction(error) ?? notAnswered)
  })
  // Every action of a person keeps their session active.
  if (result.ok !== false) noteTold(sentAt)
  if (result.ok === true) return { kind: 'done', data: result.data }
  if (result.ok === false) throw new ProblemError(result.problem)
  return followCommand<T>(result.commandId)
}

/**
 * Waits until a scheduled command has been sent, and for its outcome. Throws ProblemError also when the console gave it up,
 * for example because the account was protected meanwhile.
 */
export async function followScheduled<T>({ id, dueAt }: CommandView): Promise<Outcome<T> | 'undone' | 'on hold'> {
  let due = dueAt
  while (due !== null) {
    const waitMs = Math.max(Date.parse(due) - serverNow(), pollMs)
    await new Promise(resolve => setTimeout(resolve, waitMs))
    const outcome = await followCommand<T>(id)
    if (outcome.kind === 'done') return outcome
    const { state, dueAt: next, problem } = outcome.command
    if (state === 'cancelled' && problem) throw new ProblemError(problem)
    if (state === 'cancelled' || state === 'superseded') return 'undone'
    if (state !== 'scheduled') return outcome
    due = next
  }
  return 'on hold'
}

async function followCommand<T>(id: string): Promise<Outcome<T>> {
  for (;;) {
    const command = await fetchJson<CommandView>(`/api/commands/${id}`).catch(error => {
      // A missed poll says nothing about the command, nor does one that is refused.
      if (error instanceof ProblemError && !error.final) return null
      throw new ProblemError(notKnown)
    })
    if (command?.state === 'succeeded') return { kind: 'done', data: (command.result ?? {}) as T }
    if (command?.state === 'failed' && command.problem) throw new ProblemError(command.problem)
    if (command?.state === 'scheduled') return { kind: 'scheduled', command }
    if (command && command.state !== 'in_flight') return { kind: 'unknown', command }
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
}
