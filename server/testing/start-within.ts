/**
 * A property whose runs do nothing when they would start after `ms`. fast-check's own limit of time ends the assertion
 * while a run is still at work, and that run then changes the database of the next test.
 */
export function startWithin<Args extends unknown[]>(ms: number, run: (...args: Args) => Promise<void>) {
  const end = performance.now() + ms
  return async (...args: Args): Promise<void> => {
    if (performance.now() < end) await run(...args)
  }
}
