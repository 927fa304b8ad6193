const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** `12,345`. For counts; money has its own component. */
export function formatNumber(value: number): string {
  return grouped.format(value)
}

/** `1 account`, `1,204 accounts`. */
export function formatCount(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`
}

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** `9.2 MB`: three digits at most, in powers of 1,000 as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1_000 ** power
  return `${formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${byteUnits[power]}`
}

/** `59 %`, in whole percent. Never rounds up to 100 or down to 0. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return '—'
  const exact = (part / whole) * 100
  if (exact > 0 && exact < 1) return '< 1 %'
  if (exact > 99 && exact < 100) return '99 %'
  return `${formatNumber(Math.round(exact))} %`
}
