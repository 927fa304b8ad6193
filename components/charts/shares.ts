type Share<T> = T & { percent: number }

/**
 * The width of each part of a bar, in percent. The bar represents `total`, or the sum of the parts if that is larger,
 * so that nothing is drawn outside. Parts of 0 are left out, because a bar has gaps between its parts; the others are at least `min`
 * percent wide, at the expense of the widest.
 */
export function shares<T extends { value: number }>(all: readonly T[], total: number, min = 0.75): Share<T>[] {
  const parts = all.filter(part => part.value > 0)
  const sum = parts.reduce((all, part) => all + part.value, 0)
  const whole = Math.max(total, sum)
  const wide = parts.map(part => Math.max(min, (part.value / whole) * 100))
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
