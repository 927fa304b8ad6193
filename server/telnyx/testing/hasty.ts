import { createLimiter } from '../limiter'

/** A limiter whose waits (windows, the pause between probes) pass this many times as fast. */
export function hastyLimiter(times = 20) {
  return createLimiter({
    now: () => Date.now() * times,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms / times)
      return () => clearTimeout(timer)
    },
  })
}
