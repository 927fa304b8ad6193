import { onlineManager } from '@tanstack/react-query'
import { serverNow } from '../ui/server-clock'
import { createListeners } from '../ui/store'

// Without React, because the server imports this file too, through the queries.

/** Whether this browser reaches the console. `silent`: online, but requests get no answer. */
export type Reachability = 'reached' | 'offline' | 'silent'

/** After this time without an answer, the console is shown as not responding. */
const silentAfterMs = 8_000
/** After this time, a request is aborted. */
const deadlineMs = 20_000
/** Waiting time is counted in steps of this length. */
const stepMs = 1_000

/** Overdue requests, each as a function that aborts it. */
const overdue = new Set<() => void>()
let lastOneFailed = false
let answeredAt: number | null = null
/** How many tables show rows from an earlier search. */
let behind = 0
const { subscribe: onChange, tell } = createListeners()

export function subscribe(listener: () => void) {
  const leaves = [onChange(listener), onlineManager.subscribe(listener)]
  return () => {
    for (const leave of leaves) leave()
  }
}

export function isOffline(): boolean {
  return !onlineManager.isOnline()
}

export function reachability(): Reachability {
  if (isOffline()) return 'offline'
  return overdue.size > 0 || lastOneFailed ? 'silent' : 'reached'
}

/**
 * Epoch milliseconds of the server's clock; before the first answer, the time the page was loaded. The same number until it changes: React
 * would otherwise render the screen again without end.
 */
export function lastAnswerAt(): number {
  answeredAt ??= serverNow() - performance.now()
  return answeredAt
}

/** No answer before the deadline, or the overdue request was aborted. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** Records that the console could not be reached. The next answer clears it. */
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
 * A timer that counts in steps. A page that was suspended (laptop asleep, long task) runs its timers before it handles
 * answers that already arrived, so the whole pause counts as one step. Returns a function that cancels it.
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
  /** The caller's signal. Aborting it says nothing about the console. */
  signal?: AbortSignal | undefined
  /** The deadline of a slow request in ms. Before it, the request never counts as overdue. */
  slowMs?: number | undefined
}

/** Waits for an answer of the console. All screens are notified when it is overdue. Throws NoAnswer at the deadline. */
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

/** Aborts overdue requests. Their callers retry. */
export function giveUpOverdue(): void {
  for (const giveUp of [...overdue]) giveUp()
}

export function rowsAreBehind(): boolean {
  return behind > 0
}

/** Records that rows on the screen are from an earlier search. Returns a function that clears it. */
export function noteBehind(): () => void {
  behind += 1
  tell()
  return () => {
    behind -= 1
    tell()
  }
}
