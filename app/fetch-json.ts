import { awaitAnswer, noteAnswer, noteUnreached } from '@/components/states/reachability'
import { noteBuild } from '@/components/ui/new-version'
import { noteServerTime, serverNow } from '@/components/ui/server-clock'
import { type ErrorCode, errorStatus, type Problem } from '@/lib/errors'
import { jsonOrNull } from '@/lib/json'
import { noteTold, takeTouch, touch } from './activity'
import { isSigningOut, signedInAgain, tabOperator } from './tab-session'

/** A typed failure in the browser: the problem that was answered, or that the console could not be reached. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'

  constructor(
    readonly problem: Problem,
    /** The console did not answer at all. Queries retry until it does. */
    readonly unreached = false,
  ) {
    super(problem.message)
  }

  /** A retry would get the same answer. */
  get final(): boolean {
    return ['invalid', 'unauthenticated', 'forbidden', 'confirm_identity', 'not_found', 'conflict'].includes(
      this.problem.code,
    )
  }
}

const unreachable: Problem = {
  code: 'unavailable',
  message: 'The console cannot be reached.',
  hint: 'Check your connection. This screen tries again automatically.',
}

/** The deadline for routes that wait for Telnyx. */
export const asksTelnyxMs = 30_000

/** The problem in an answer that is not a success. */
function problemIn(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'problem' in body) return body.problem as Problem
  const code = (Object.keys(errorStatus) as ErrorCode[]).find(one => errorStatus[one] === status) ?? 'internal'
  return { code, message: 'The console’s answer could not be read.', hint: 'Reload the page.' }
}

/** Why an answer is not a success. */
export async function refusalOf(response: Response): Promise<ProblemError> {
  return new ProblemError(problemIn(await response.json().catch(() => null), response.status))
}

type Headers = Record<string, string>

/**
 * Sends a request as the operator of this tab. If the session has ended, waits until they have signed in again and
 * retries. While they sign out, sends nothing and does not settle.
 */
async function askSignedIn<T extends { response: Response }>(ask: (headers: Headers) => Promise<T>): Promise<T> {
  const operator = tabOperator()
  for (;;) {
    if (isSigningOut()) return new Promise<never>(() => undefined)
    const answer = await ask({ accept: 'application/json', ...(operator && { 'x-console-operator': operator }) })
    noteAnswer()
    noteServerTime(answer.response.headers.get('date'))
    noteBuild(answer.response.headers.get('x-build'))
    if (answer.response.status !== 401) return answer
    await signedInAgain()
  }
}

/** Fetches a GET route as the operator of this tab, who signs in again if the session has ended. */
export async function fetchSignedIn(path: string, init: Omit<RequestInit, 'headers'> = {}): Promise<Response> {
  return (await askSignedIn(async headers => ({ response: await fetch(path, { ...init, headers }) }))).response
}

/** A query function that reads a GET route, as `fetchJson` does. */
export const get =
  <T>(path: string, slowMs?: number) =>
  ({ signal }: { signal: AbortSignal }): Promise<T> =>
    fetchJson(path, signal, slowMs)

/**
 * Reads a GET route of the console. Throws ProblemError, also when no answer comes in time.
 * @param slowMs the deadline for a slow route
 */
export async function fetchJson<T>(path: string, signal?: AbortSignal, slowMs?: number): Promise<T> {
  const active = takeTouch()
  const sentAt = serverNow()
  const read = async (headers: Headers, stop: AbortSignal) => {
    const all = { ...headers, ...(active && { 'x-console-active': '1' }) }
    const response = await fetch(path, { headers: all, signal: stop })
    // An interrupted body fails like the request. A body that is not JSON still counts as an answer.
    const text = await response.text()
    return { response, body: jsonOrNull(text) }
  }
  const asked = askSignedIn(headers => awaitAnswer(stop => read(headers, stop), { signal, slowMs }))
  const { response, body } = await asked.catch(error => {
    if (active) touch()
    if (signal?.aborted) throw error
    noteUnreached()
    throw new ProblemError(unreachable, true)
  })
  if (active && response.ok) noteTold(sentAt)
  else if (active) touch()
  if (response.ok && body !== null) return body as T
  throw new ProblemError(problemIn(body, response.status))
}
