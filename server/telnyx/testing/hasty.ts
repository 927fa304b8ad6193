import { createLimiter } from '../limiter'

/** A limiter whose waits (windows, the pause before a down Telnyx is asked again) pass so many times as fast. */
export function hastyLimiter(times = 20) {
  return createLimiter({
    now: () => Date.now() * times,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms / times)
      return () => clearTimeout(timer)
    },
  })
}
