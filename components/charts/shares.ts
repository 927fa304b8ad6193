export type Share<T> = T & { percent: number }

/**
 * How wide each part of a bar is, in percent of the whole bar. The bar stands for `total`, or for the sum where the parts exceed it,
 * so that nothing is drawn outside. What is there at all is at least `min` percent wide, taken from the widest.
 */
export function shares<T extends { value: number }>(parts: readonly T[], total: number, min = 0.75): Share<T>[] {
  const sum = parts.reduce((all, part) => all + Math.max(0, part.value), 0)
  const whole = Math.max(total, sum)
  if (whole <= 0) return parts.map(part => ({ ...part, percent: 0 }))
  const wide = parts.map(part => (part.value <= 0 ? 0 : Math.max(min, (part.value / whole) * 100)))
  const excess = wide.reduce((all, one) => all + one, 0) - 100
  const widest = wide.indexOf(Math.max(...wide))
  return parts.map((part, index) => ({
    ...part,
    percent: (wide[index] ?? 0) - (excess > 0 && index === widest ? excess : 0),
  }))
}

/** `Over-allocated by 20: 120 of 100 are allocated (120 %).`, or null when the parts fit. */
export function overflowText(used: number, total: number): string | null {
  if (used <= total) return null
  const percent = total > 0 ? ` (${Math.round((used / total) * 100)} %)` : ''
  return `Over-allocated by ${used - total}: ${used} of ${total} are allocated${percent}.`
}
