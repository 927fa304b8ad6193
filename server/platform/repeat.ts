import 'server-only'

/** Work that repeats until it is told to stop. */
type Repeating = {
  /** Starts the next round now, or right after the one under way. */
  wake(): void
  ended: Promise<void>
}

/**
 * Runs `round` at once and then again and again, `pauseMs` after each end. A round that throws is handed to `failed`, and the next
 * one comes all the same.
 * @param round answers true to be called again without a pause
 */
export function repeat(
  pauseMs: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
  round: () => Promise<boolean | undefined>,
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
      let again: boolean | undefined
      try {
        again = await round()
      } catch (error) {
        failed(error)
      }
      if (!again) await rest()
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
