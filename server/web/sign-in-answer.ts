import 'server-only'
import { readSignInProblem, type SignInProblem, writeSignInProblem } from '@/lib/sign-in-problem'
import type { SignIn } from '../operators/sign-in'
import { currentRequestId } from '../platform/http/context'
import type { Logger } from '../platform/log'

/** Runs one attempt to sign in. Never throws: an unexpected error is logged and becomes `unavailable`. */
export async function trySignIn(
  log: Logger,
  attempt: () => Promise<SignIn>,
): Promise<SignIn | Extract<SignInProblem, { kind: 'unavailable' }>> {
  try {
    return await attempt()
  } catch (error) {
    return unavailable(log, { err: error })
  }
}

function unavailable(log: Logger, about: object): Extract<SignInProblem, { kind: 'unavailable' }> {
  const reference = currentRequestId()
  log.error({ ...about, reference }, 'a sign-in could not be answered')
  return { kind: 'unavailable', reference }
}

/** next-auth's own error codes: those that the issuer or the visitor caused, then those that this server caused. */
const unfinished = new Set(['OAuthCallback', 'Callback'])
const faults = new Set(['OAuthSignin', 'Configuration'])

/** Null where no sign-in failed: a visitor wrote the code into the address. */
function problemOfWord(word: string, action: string, log: Logger): SignInProblem | null {
  const own = readSignInProblem(word)
  if (own) return own
  if (word === 'AccessDenied' || word === 'CredentialsSignin') return { kind: 'refused' }
  if (unfinished.has(word)) {
    const reference = currentRequestId()
    log.warn({ word, reference }, 'a single sign-on was not completed')
    return { kind: 'incomplete', reference }
  }
  return action === 'callback' || faults.has(word) ? unavailable(log, { word: word.slice(0, 500) }) : null
}

/**
 * next-auth redirects each failure to an address with an error's text in it, whatever it says. This replaces it with a
 * code of the closed set, on the sign-in page.
 * @param action which part of next-auth answered
 */
export async function closeSignInAnswer(
  answer: Response,
  { action, log, appUrl }: { action: string; log: Logger; appUrl: string },
): Promise<Response> {
  const location = answer.headers.get('location')
  const leadsTo = location ?? (await addressInBody(answer))
  const url = leadsTo !== null && URL.canParse(leadsTo, appUrl) ? new URL(leadsTo, appUrl) : null
  if (url?.origin !== appUrl || !/^\/(api\/auth\/|sign-in$)/.test(url.pathname)) return answer
  const word = url.searchParams.get('error')
  if (word === null) return answer
  const kept = new Headers(answer.headers)
  const problem = problemOfWord(word, action, log)
  return leadToSignIn(problem, { appUrl, script: location === null, kept, status: answer.status })
}

/** For an error outside next-auth's own handling. */
export function failedSignInAnswer(error: unknown, log: Logger, about: { appUrl: string; script: boolean }): Response {
  return leadToSignIn(unavailable(log, { err: error }), about)
}

async function addressInBody(answer: Response): Promise<string | null> {
  if (!answer.headers.get('content-type')?.startsWith('application/json')) return null
  const body: unknown = await answer.clone().json()
  return typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string' ? body.url : null
}

/**
 * @param script the request came from a script of our pages, which reads the address from JSON; else from a browser
 * that follows the redirect
 */
export function leadToSignIn(
  problem: SignInProblem | null,
  {
    appUrl,
    script = false,
    kept: headers = new Headers(),
    status = 302,
  }: { appUrl: string; script?: boolean; kept?: Headers; status?: number },
): Response {
  const url = `${appUrl}/sign-in${problem ? `?error=${writeSignInProblem(problem)}` : ''}`
  if (!script) {
    headers.set('location', url)
    return new Response(null, { status: 302, headers })
  }
  headers.set('content-type', 'application/json')
  return Response.json({ url }, { status: problem?.kind === 'unavailable' ? 503 : status, headers })
}
