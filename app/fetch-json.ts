import { noteServerTime, serverNow } from '@/components/ui/server-clock'
import { type ErrorCode, errorStatus, type Problem } from '@/lib/errors'
import { noteTold, takeTouch, touch } from './activity'
import { signedInAgain, tabOperator } from './tab-session'

/** A typed failure in the browser: what the routes and actions answered, or that they could not be reached. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'

  constructor(readonly problem: Problem) {
    super(problem.message)
  }

  /** Asking again gives the same answer. */
  get final(): boolean {
    return ['invalid', 'unauthenticated', 'forbidden', 'confirm_identity', 'not_found', 'conflict'].includes(
      this.problem.code,
    )
  }
}

const unreachable: Problem = {
  code: 'unavailable',
  message: 'The console cannot be reached.',
  hint: 'Check your connection; this screen tries again by itself.',
}

/** What an answer that is no success says. */
export function problemIn(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'problem' in body) return body.problem as Problem
  const code = (Object.keys(errorStatus) as ErrorCode[]).find(one => errorStatus[one] === status) ?? 'internal'
  return { code, message: 'The console gave an answer that could not be read.', hint: 'Reload the page.' }
}

/** Asks a GET route as the operator of this tab. Where the session has ended it waits until they have signed in again, and asks anew. */
export async function fetchSignedIn(
  path: string,
  init: Omit<RequestInit, 'headers'> = {},
  more = {},
): Promise<Response> {
  const operator = tabOperator()
  for (;;) {
    const headers = { accept: 'application/json', ...(operator && { 'x-console-operator': operator }), ...more }
    const response = await fetch(path, { ...init, headers })
    noteServerTime(response.headers.get('date'))
    if (response.status !== 401) return response
    await signedInAgain()
  }
}

/** Reads a GET route of ours. Throws ProblemError. */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const active = takeTouch()
  const sentAt = serverNow()
  const said = active ? { 'x-console-active': '1' } : {}
  const response = await fetchSignedIn(path, signal && { signal }, said).catch(error => {
    if (active) touch()
    if (signal?.aborted) throw error
    throw new ProblemError(unreachable)
  })
  if (active && response.ok) noteTold(sentAt)
  else if (active) touch()
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && body !== null) return body as T
  throw new ProblemError(problemIn(body, response.status))
}
