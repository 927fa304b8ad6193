import { signIn, signOut } from 'next-auth/react'
import { readSignInProblem, type SignInProblem } from '@/lib/sign-in-problem'

/** Starts and ends sessions in the browser. The only client file that uses next-auth. */

/** `ok` = signed in, or a second factor comes next. `unreachable` = no readable answer. */
export type SignInAnswer = 'ok' | 'unreachable' | SignInProblem

export async function signInBy(
  way: 'password' | 'code' | 'passkey',
  given: Record<string, string>,
): Promise<SignInAnswer> {
  const answer = await signIn(way, { ...given, redirect: false }).catch(() => null)
  if (answer?.ok && !answer.error) return 'ok'
  return readSignInProblem(answer?.error) ?? 'unreachable'
}

/** Leaves for the company's sign-in and returns to `next`. `again` asks for the password even if signed in. */
export async function leaveForSingleSignOn(next: string, again = false): Promise<void> {
  await signIn('sso', { callbackUrl: next }, again ? { prompt: 'login', max_age: '0' } : {})
}

/** Ends the session on the server. The caller clears what is in memory. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false })
}
