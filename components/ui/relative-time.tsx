'use client'

import { cn } from './cn'
import { Unknown } from './description-list'
import { localText, relativeText, utcText } from './time-words'
import { useNow } from './use-now'

type Props = {
  /** ISO instant; null or not a date shows an em dash. */
  at: string | null
  /** Read out for null: "Never signed in". */
  missing?: string | undefined
  className?: string | undefined
}

/** "4 min ago", with the exact instant on hover. The server writes the UTC instant, the browser replaces it. */
export function RelativeTime({ at, missing, className }: Props) {
  const now = useNow()
  const date = at === null ? null : new Date(at)
  if (!date || Number.isNaN(date.getTime())) return <Unknown {...(missing !== undefined && { label: missing })} />
  return (
    <time
      dateTime={date.toISOString()}
      title={now === null ? utcText(date) : localText(date)}
      className={cn('figures whitespace-nowrap', className)}
    >
      {now === null ? utcText(date) : relativeText(date, now)}
    </time>
  )
}
