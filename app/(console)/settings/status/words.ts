import { formatCount, formatNumber } from '@/components/ui/number'
import { type ConsoleStatus, daysUntilFull } from '@/lib/console-status'

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** `9.2 MB`: three digits at most, in powers of 1,000 as disks are sold. */
export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1_000 ** power
  return `${formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${units[power]}`
}

export const notKnownYet = 'Not known yet'

export function growthText({ growth }: Pick<ConsoleStatus['database'], 'growth'>): string | null {
  if (growth === null) return null
  return growth.bytesPerDay > 0 ? `${bytesText(growth.bytesPerDay)} a day` : 'Not growing'
}

/** Null where it is not known. */
export function fullText(database: Pick<ConsoleStatus['database'], 'growth' | 'diskFreeBytes'>): string | null {
  if (database.growth && database.growth.bytesPerDay <= 0) return 'Not growing'
  const days = daysUntilFull(database)
  if (days === null) return null
  if (days > 3_650) return 'In more than ten years'
  return days === 0 ? 'Within a day' : `In about ${formatCount(days, 'day')}`
}
