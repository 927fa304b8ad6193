/** A seeded source of randomness: the same seed gives the same fleet on every machine. Not for real secrets. */
export type Random = {
  /** An integer from min to max, both included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Picks by weight; the weights need no particular sum. */
  weighted<T>(items: readonly (readonly [T, number])[]): T
  hex(length: number): string
  uuid(): string
  /** Letters, digits, `-` and `_`. */
  token(length: number): string
}

export function seededRandom(seed: number): Random {
  const next = mulberry32(seed)
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)]
    if (item === undefined) throw new Error('Nothing to pick from')
    return item
  }
  const bytes = (length: number) => {
    const buffer = Buffer.alloc(Math.ceil(length / 4) * 4)
    for (let at = 0; at < length; at += 4) buffer.writeUInt32BE(Math.floor(next() * 0x1_0000_0000), at)
    return buffer
  }
  const hex = (length: number) =>
    bytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length)
  return {
    int,
    pick,
    hex,
    chance: probability => next() < probability,
    weighted: items => {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        rest -= weight
        if (rest < 0) return item
      }
      return pick(items)[0]
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`,
    token: length =>
      bytes(Math.ceil((length * 3) / 4))
        .toString('base64url')
        .slice(0, length),
  }
}

/** mulberry32: 32 bits of state, fast, good enough to spread a fleet. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
