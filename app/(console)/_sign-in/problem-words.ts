import type { SignInAnswer } from '@/app/session-client'

/** This tab is of one operator, and the proof was of another. */
export const anotherPerson =
  'This is the sign-in of another person, so nothing changed. To change the person, sign out and reload.'

/** What became of a sign-in, in words. */
export function signInProblem(answer: Exclude<SignInAnswer, 'ok'>, refused: string): string {
  if (answer === 'unreachable') return 'The console cannot be reached. Try again.'
  if (answer === 'refused') return refused
  if (answer === 'another') return anotherPerson
  const minutes = Math.ceil(answer.limited / 60)
  return `Too many tries. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, use a passkey, or a browser you have signed in with before.`
}
