import 'server-only'

/** Runs something later and answers how to call it off; `idle` = not worth keeping the process alive. */
export type Schedule = (run: () => void, ms: number, idle: boolean) => () => void

export const scheduleTimeout: Schedule = (run, ms, idle) => {
  // Longer waits than setTimeout's 24 days cannot occur: every wait is clamped to two minutes.
  const timer = setTimeout(run, ms)
  if (idle) timer.unref()
  return () => clearTimeout(timer)
}
