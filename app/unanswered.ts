import { unstable_isUnrecognizedActionError } from 'next/navigation'
import { noteActionKnown } from '@/components/ui/new-version'
import type { Problem } from '@/lib/errors'

/** What a failed call of an action says when the server does not know the action: it was certainly not run. Null for any other failure. */
export function unknownAction(error: unknown): Problem | null {
  if (!unstable_isUnrecognizedActionError(error)) return null
  noteActionKnown(false)
  return {
    code: 'not_found',
    message: 'Nothing was sent. A new version of the console is there: reload to go on.',
    hint: 'What you entered is still here: copy what you need before you reload.',
  }
}

/** The answer of an action of somebody who is not signed in, where the console gave none. */
export function unanswered(error: unknown): { ok: false; problem: Problem } {
  const unreachable: Problem = { code: 'unavailable', message: 'The console cannot be reached. Try again.' }
  return { ok: false, problem: unknownAction(error) ?? unreachable }
}
