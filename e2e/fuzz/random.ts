/** Chance that can be repeated: the same seed gives the same requests. */
export type Chance = {
  /** 0 or more, less than 1 */
  next(): number
  /** 0 or more, less than `limit` */
  below(limit: number): number
  pick<T>(values: readonly T[]): T
  /** True so often: 0.2 = one in five. */
  often(share: number): boolean
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)]
    if (value === undefined && values.length === 0) throw new Error('Nothing to pick from.')
    return value as T
  }
  return { next, below, pick, often: share => next() < share }
}

/** A list whose items are handed out to that many workers. */
export async function inParallel<T>(
  items: readonly T[],
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let at = 0
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (at < items.length) await work(items[at++] as T)
    }),
  )
}
