const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** `12,345`. For counts; money has its own component. */
export function formatNumber(value: number): string {
  return grouped.format(value)
}

/** `1 account`, `1,204 accounts`. */
export function formatCount(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`
}

/** `59 %`, in whole percent. Never rounds up to 100 or down to 0. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return '—'
  const exact = (part / whole) * 100
  if (exact > 0 && exact < 1) return '< 1 %'
  if (exact > 99 && exact < 100) return '99 %'
  return `${formatNumber(Math.round(exact))} %`
}
