import type { SignInAnswer } from '../session-client'

/** What became of a sign-in, in words. */
export function signInProblem(answer: Exclude<SignInAnswer, 'ok'>, refused: string): string {
  if (answer === 'unreachable') return 'The console cannot be reached. Try again.'
  if (answer === 'refused') return refused
  const minutes = Math.ceil(answer.limited / 60)
  return `Too many tries. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, use a passkey, or a browser you have signed in with before.`
}
