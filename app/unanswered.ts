import { unstable_isUnrecognizedActionError } from 'next/navigation'
import { noteActionKnown } from '@/components/ui/new-version'
import type { Problem } from '@/lib/errors'

/** The problem when the server does not know the called action, so that it did not run; null for other failures. */
export function unknownAction(error: unknown): Problem | null {
  if (!unstable_isUnrecognizedActionError(error)) return null
  noteActionKnown(false)
  return {
    code: 'not_found',
    message: 'Nothing was sent. A new version of the console is available: reload to continue.',
    hint: 'What you entered is still here: copy what you need before you reload.',
  }
}

/** The result of a failed call of a public action. */
export function unanswered(error: unknown): { ok: false; problem: Problem } {
  const unreachable: Problem = { code: 'unavailable', message: 'The console cannot be reached. Try again.' }
  return { ok: false, problem: unknownAction(error) ?? unreachable }
}
