'use client'

import { localText, utcText, zonedText } from './time-words'
import { useHydrated } from './use-hydrated'

/** A time to the second, in the reader's time zone; to the minute in `zone`, beside days of that zone. */
export function ExactTime({ at, zone }: { at: string; zone?: string }) {
  const hydrated = useHydrated()
  const date = new Date(at)
  return (
    <time dateTime={at} className="figures">
      {zone ? zonedText(date, zone) : hydrated ? localText(date) : utcText(date)}
    </time>
  )
}
