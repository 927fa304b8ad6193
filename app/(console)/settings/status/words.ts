import { formatBytes, formatCount } from '@/components/ui/number'
import { type ConsoleStatus, daysUntilFull } from '@/lib/console-status'

export function growthText({ growth }: Pick<ConsoleStatus['database'], 'growth'>): string | null {
  if (growth === null) return null
  return growth.bytesPerDay > 0 ? `${formatBytes(growth.bytesPerDay)} a day` : 'Not growing'
}

/** Null if unknown. */
export function fullText(database: Pick<ConsoleStatus['database'], 'growth' | 'diskFreeBytes'>): string | null {
  if (database.growth && database.growth.bytesPerDay <= 0) return 'Not growing'
  const days = daysUntilFull(database)
  if (days === null) return null
  if (days > 3_650) return 'In more than ten years'
  return days === 0 ? 'Within a day' : `In about ${formatCount(days, 'day')}`
}
