import { signIn, signOut } from 'next-auth/react'
import { readSignInProblem, type SignInProblem } from '@/lib/sign-in-problem'

/** Where an operator's session begins and ends in the browser: the only client file that knows next-auth. */

/** `ok` = signed in, or a second factor is asked for next. `unreachable` = nothing that can be read was answered. */
export type SignInAnswer = 'ok' | 'unreachable' | SignInProblem

export async function signInBy(
  way: 'password' | 'code' | 'passkey',
  given: Record<string, string>,
): Promise<SignInAnswer> {
  const answer = await signIn(way, { ...given, redirect: false }).catch(() => null)
  if (answer?.ok && !answer.error) return 'ok'
  return readSignInProblem(answer?.error) ?? 'unreachable'
}

/** Leaves for the company's own sign-in and comes back to `next`; `again` asks there for the password even of who is signed in. */
export async function leaveForSingleSignOn(next: string, again = false): Promise<void> {
  await signIn('sso', { callbackUrl: next }, again ? { prompt: 'login', max_age: '0' } : {})
}

/** Ends the session at the server; what stays in memory is the caller's affair. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false })
}
