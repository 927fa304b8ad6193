import { onlineManager } from '@tanstack/react-query'
import { serverNow } from '../ui/server-clock'

// Without React: the server reads this file too, by way of the queries.

/** Whether this browser reaches the console. `silent`: the network is there, but requests get no answer. */
export type Reachability = 'reached' | 'offline' | 'silent'

/** So long an answer may take before people are told that it does not come. */
const silentAfterMs = 8_000
/** So long it is awaited at all. */
const deadlineMs = 20_000
/** Waiting is counted in steps of so long. */
const stepMs = 1_000

/** Requests that are overdue, each as the way to give it up. */
const overdue = new Set<() => void>()
let lastOneFailed = false
let answeredAt: number | null = null
/** How many tables show rows that answer an earlier search. */
let behind = 0
const listeners = new Set<() => void>()

function tell() {
  for (const listener of listeners) listener()
}

export function subscribe(listener: () => void) {
  listeners.add(listener)
  const leave = onlineManager.subscribe(listener)
  return () => {
    listeners.delete(listener)
    leave()
  }
}

export function isOffline(): boolean {
  return !onlineManager.isOnline()
}

export function reachability(): Reachability {
  if (isOffline()) return 'offline'
  return overdue.size > 0 || lastOneFailed ? 'silent' : 'reached'
}

/** Epoch milliseconds by the server's clock; before the first answer that of the page itself. */
export function lastAnswerAt(): number {
  return answeredAt ?? serverNow() - performance.now()
}

/** No answer came before the deadline, or the request was given up while it was overdue. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The console could not be reached at all. The next answer takes it back. */
export function noteUnreached(): void {
  lastOneFailed = true
  tell()
}

export function noteAnswer(): void {
  answeredAt = serverNow()
  if (!lastOneFailed) return
  lastOneFailed = false
  tell()
}

/**
 * A page that stood still (a laptop that slept, a long task) has not waited meanwhile: it hears its timers before the answers that came,
 * so a wait that was overslept counts as one step. Answers how to end it.
 */
function after(ms: number, then: () => void): () => void {
  const next = Math.min(ms, stepMs)
  let end = () => {}
  const timer = setTimeout(() => {
    if (ms > next) end = after(ms - next, then)
    else then()
  }, next)
  return () => {
    clearTimeout(timer)
    end()
  }
}

type Patience = {
  /** The caller's own: what it gives up itself says nothing about the console. */
  signal?: AbortSignal | undefined
  /** Takes long by nature: it says nothing about the console before its deadline. @param ms until then */
  slowMs?: number | undefined
}

/** Waits for an answer of the console; all screens are told when it is overdue. Throws NoAnswer at the deadline. */
export async function awaitAnswer<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { signal, slowMs }: Patience = {},
): Promise<T> {
  const request = new AbortController()
  let giveUp = () => {}
  const end = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(new NoAnswer())
      request.abort()
      noteUnreached()
    }
  })
  const leave = () => request.abort()
  signal?.addEventListener('abort', leave)
  const endLate = after(slowMs ?? silentAfterMs, () => {
    overdue.add(giveUp)
    tell()
  })
  const endDeadline = after(slowMs ?? deadlineMs, giveUp)
  try {
    return await Promise.race([ask(request.signal), end])
  } finally {
    endLate()
    endDeadline()
    signal?.removeEventListener('abort', leave)
    if (overdue.delete(giveUp)) tell()
  }
}

/** Gives up what is overdue: whoever waits for it asks again. */
export function giveUpOverdue(): void {
  for (const giveUp of [...overdue]) giveUp()
}

export function rowsAreBehind(): boolean {
  return behind > 0
}

/** Rows on the screen answer an earlier search. Answers how to take that back. */
export function noteBehind(): () => void {
  behind += 1
  tell()
  return () => {
    behind -= 1
    tell()
  }
}
