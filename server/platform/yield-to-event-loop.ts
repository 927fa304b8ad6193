import 'server-only'

/** Yields to the event loop: requests, timers and answers run before the next piece of a long task. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
