/** A clock that stands still until a test moves it. */
export function manualClock(start = 1_800_000_000_000) {
  let time = start
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => time,
    schedule(run: () => void, ms: number): () => void {
      const timer = { at: time + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    /** Runs timers that fall due on the way, each at its own instant, and lets promises settle. */
    async advance(ms: number): Promise<void> {
      const target = time + ms
      for (;;) {
        await settled()
        const next = timers.filter(timer => timer.at <= target).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter(timer => timer !== next)
        time = Math.max(time, next.at)
        next.run()
      }
      time = target
      await settled()
    },
  }
}

/** Resolves when every promise has settled that can without time passing. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
