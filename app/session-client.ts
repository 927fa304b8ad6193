import { signIn, signOut } from 'next-auth/react'

/** Where an operator's session begins and ends in the browser: the only client file that knows next-auth. */

/** `ok` = signed in, or a second factor is asked for next. `another` = not the operator of this tab. `limited` = seconds to wait. */
export type SignInAnswer = 'ok' | 'refused' | 'another' | 'unreachable' | { limited: number }

export async function signInBy(
  way: 'password' | 'code' | 'passkey',
  given: Record<string, string>,
): Promise<SignInAnswer> {
  const answer = await signIn(way, { ...given, redirect: false }).catch(() => null)
  if (!answer) return 'unreachable'
  if (answer.ok && !answer.error) return 'ok'
  if (answer.error === 'another') return 'another'
  const seconds = Number(/^limited:(\d+)$/.exec(answer.error ?? '')?.[1])
  return seconds ? { limited: seconds } : 'refused'
}

/** Leaves for the company's own sign-in and comes back to `next`; `again` asks there for the password even of who is signed in. */
export async function leaveForSingleSignOn(next: string, again = false): Promise<void> {
  await signIn('sso', { callbackUrl: next }, again ? { prompt: 'login', max_age: '0' } : {})
}

/** Ends the session at the server; what stays in memory is the caller's affair. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false })
}
