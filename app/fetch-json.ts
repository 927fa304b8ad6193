import { awaitAnswer, noteAnswer, noteUnreached } from '@/components/states/reachability'
import { noteBuild } from '@/components/ui/new-version'
import { noteServerTime, serverNow } from '@/components/ui/server-clock'
import { type ErrorCode, errorStatus, type Problem } from '@/lib/errors'
import { noteTold, takeTouch, touch } from './activity'
import { signedInAgain, tabOperator } from './tab-session'

/** A typed failure in the browser: what the routes and actions answered, or that they could not be reached. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'

  constructor(
    readonly problem: Problem,
    /** The console did not answer at all: asking goes on until it does. */
    readonly unreached = false,
  ) {
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
  hint: 'Check your connection. This screen tries again automatically.',
}

/** The deadline of routes that wait for Telnyx themselves. */
export const asksTelnyxMs = 30_000

/** What an answer that is no success says. */
export function problemIn(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'problem' in body) return body.problem as Problem
  const code = (Object.keys(errorStatus) as ErrorCode[]).find(one => errorStatus[one] === status) ?? 'internal'
  return { code, message: 'The console sent an answer that could not be read.', hint: 'Reload the page.' }
}

type Headers = Record<string, string>

/** Asks as the operator of this tab. Where the session has ended it waits until they have signed in again, and asks anew. */
async function askSignedIn<T extends { response: Response }>(ask: (headers: Headers) => Promise<T>): Promise<T> {
  const operator = tabOperator()
  for (;;) {
    const answer = await ask({ accept: 'application/json', ...(operator && { 'x-console-operator': operator }) })
    noteAnswer()
    noteServerTime(answer.response.headers.get('date'))
    noteBuild(answer.response.headers.get('x-build'))
    if (answer.response.status !== 401) return answer
    await signedInAgain()
  }
}

/** Asks a GET route as the operator of this tab, who signs in again where the session has ended. */
export async function fetchSignedIn(path: string, init: Omit<RequestInit, 'headers'> = {}): Promise<Response> {
  return (await askSignedIn(async headers => ({ response: await fetch(path, { ...init, headers }) }))).response
}

/**
 * Reads a GET route of ours. Throws ProblemError, also when no answer comes in time.
 * @param slowMs the deadline of what takes long by nature
 */
export async function fetchJson<T>(path: string, signal?: AbortSignal, slowMs?: number): Promise<T> {
  const active = takeTouch()
  const sentAt = serverNow()
  const read = async (headers: Headers, stop: AbortSignal) => {
    const all = { ...headers, ...(active && { 'x-console-active': '1' }) }
    const response = await fetch(path, { headers: all, signal: stop })
    // A body that is broken off fails like the request; one that is no JSON is an answer all the same.
    const text = await response.text()
    return { response, body: jsonOf(text) }
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
