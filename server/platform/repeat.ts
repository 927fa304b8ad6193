import 'server-only'

/** Work that repeats until it is stopped. */
type Repeating = {
  /** Starts the next round now, or right after the running one. */
  wake(): void
  ended: Promise<void>
}

/**
 * Runs `round` at once and then repeatedly, `pauseMs` after each end. A round that throws is reported to `failed`, and
 * the next one still runs.
 * @param round returns true to run again without a pause
 */
export function repeat(
  pauseMs: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
  round: () => Promise<unknown>,
): Repeating {
  let woken = false
  let wakeUp = () => {}
  const rest = () =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pauseMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken || signal.aborted) wakeUp()
    })
  signal.addEventListener('abort', () => wakeUp(), { once: true })

  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = false
      let again: unknown
      try {
        again = await round()
      } catch (error) {
        failed(error)
      }
      if (again !== true) await rest()
    }
  }

  return {
    wake: () => {
      woken = true
      wakeUp()
    },
    ended: run(),
  }
}
