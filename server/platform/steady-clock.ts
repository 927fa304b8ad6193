import 'server-only'

/** Epoch milliseconds that move on evenly, also when the machine's clock is set: for waits, not for dates. */
export function steadyNow(): number {
  return Math.round(performance.timeOrigin + performance.now())
}

/** What the machine's clock shows at an instant of `steadyNow`. */
export function dateOf(steady: number): Date {
  return new Date(Date.now() + steady - steadyNow())
}
