import 'server-only'
import type { Share } from './share'

/** One process's demand on the shared budget. */
export type Claim = {
  id: string
  /** The part of the whole budget that it used recently, 0…1 */
  used: number
  /** It could have used more. */
  hungry: boolean
}

/** A process that used little gets a bit more than that, so that new work can start before the next division. */
const HEADROOM = 1.5
const LEAST = 0.02

/**
 * Divides the unit interval: small demands are met, hungry processes share the rest evenly. The same claims in any
 * order give the same ranges, so that processes which read the same claims never give out a token twice.
 */
export function divide(claims: readonly Claim[]): Map<string, Share> {
  const wants = claims
    .map(({ id, used, hungry }) => ({ id, want: hungry ? 1 : Math.min(1, used * HEADROOM + LEAST), hungry }))
    .sort((a, b) => a.want - b.want || compare(a.id, b.id))
  const parts = new Map<string, number>()
  let left = 1
  for (const [index, { id, want }] of wants.entries()) {
    const part = Math.min(want, left / (wants.length - index))
    parts.set(id, part)
    left -= part
  }
  const takers = wants.some(({ hungry }) => hungry) ? wants.filter(({ hungry }) => hungry) : wants
  for (const { id } of takers) parts.set(id, (parts.get(id) ?? 0) + left / takers.length)
  return stretches(parts)
}

function stretches(parts: Map<string, number>): Map<string, Share> {
  const shares = new Map<string, Share>()
  let from = 0
  const ordered = [...parts].sort(([a], [b]) => compare(a, b))
  for (const [index, [id, part]] of ordered.entries()) {
    // Sums of fractions end slightly beside the whole number, which would lose a token.
    const to = index === ordered.length - 1 ? 1 : Math.min(1, Math.round((from + part) * 1e9) / 1e9)
    shares.set(id, { from, to })
    from = to
  }
  return shares
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
