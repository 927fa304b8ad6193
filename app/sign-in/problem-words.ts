import type { SignInAnswer } from '@/app/session-client'
import { retryWords } from '@/lib/errors'

/** The sign-in was of another operator than this tab. */
export const anotherPerson =
  'You signed in as another person, so nothing changed. To switch to that person, sign out and reload.'

/** Why a sign-in failed, in words. */
export function signInProblem(answer: Exclude<SignInAnswer, 'ok'>, refused: string): string {
  if (answer === 'unreachable') return 'The console cannot be reached. Try again.'
  switch (answer.kind) {
    case 'refused':
      return refused
    case 'another':
      return anotherPerson
    case 'limited':
      return `Too many attempts. Wait ${waitWords(answer.seconds)}, use a passkey, or use a browser that you signed in with before.`
    case 'incomplete':
      return `The sign-in was not completed. ${retryWords(answer.reference)}`
    case 'unavailable':
      return `The console is not available. ${retryWords(answer.reference)}`
  }
}

function waitWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
