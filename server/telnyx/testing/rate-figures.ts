import { performance } from 'node:perf_hooks'
import type { RateLimit, Sandbox } from '@/server/sandbox/server'

/** A person who clicks every 200 to 500 ms until stopped. Returns how many ms each click took, and how many failed. */
export function person(ask: () => Promise<unknown>, random: () => number) {
  const took: number[] = []
  const running: Promise<void>[] = []
  let failed = 0
  let timer: NodeJS.Timeout
  const click = () => {
    const began = performance.now()
    const done = ask().then(
      () => void took.push(performance.now() - began),
      () => {
        failed += 1
      },
    )
    running.push(done)
    timer = setTimeout(click, 200 + random() * 300)
  }
  click()
  return async () => {
    clearTimeout(timer)
    await Promise.all(running)
    return { took, failed }
  }
}

export type RateFigures = {
  /** Share of all calls that Telnyx refused for the rate, 0 to 1. */
  refused: number
  callsPerNeeded: number
  /** Of the requests that Telnyx would have accepted from the first change to the last call, the share that was used. */
  used: number
}

/**
 * The requests that the sandbox saw, compared with the calls that were needed. Shares depend on how often this machine
 * was late, so they are printed; limiter.test.ts judges them in simulated time.
 */
export function rateFigures(sandbox: Sandbox, { limit, windowSeconds }: RateLimit, needed: number): RateFigures {
  const calls = sandbox.calls()
  const taken = calls.filter(call => call.status !== 429)
  // People click while the work is still being prepared.
  const worked = taken.slice(taken.findIndex(call => call.method === 'POST'))
  const times = worked.map(call => Date.parse(call.at))
  const windows = (Math.max(...times) - Math.min(...times)) / (windowSeconds * 1000)
  return {
    refused: (calls.length - taken.length) / calls.length,
    callsPerNeeded: calls.length / needed,
    used: worked.length / (limit * windows),
  }
}

export const percent = (part: number) => `${(part * 100).toFixed(1)} %`
