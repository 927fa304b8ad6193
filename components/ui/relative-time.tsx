'use client'

import { cn } from './cn'
import { Unknown } from './description-list'
import { relativeText } from './time-words'
import { useNow } from './use-now'

type Props = {
  /** ISO instant; null or not a date shows an em dash. */
  at: string | null
  /** Read out for null: "Never signed in". */
  missing?: string | undefined
  className?: string | undefined
}

/** "4 min ago"; the exact instant on hover (hover-title.ts). */
export function RelativeTime({ at, missing, className }: Props) {
  const now = useNow()
  const date = at === null ? null : new Date(at)
  if (!date || Number.isNaN(date.getTime())) return <Unknown {...(missing !== undefined && { label: missing })} />
  return (
    <time dateTime={date.toISOString()} className={cn('figures whitespace-nowrap', className)}>
      {relativeText(date, now)}
    </time>
  )
}
