'use client'

import { localText, utcText } from './time-words'
import { useHydrated } from './use-hydrated'

/** A time to the second, in the reader's time zone. */
export function ExactTime({ at }: { at: string }) {
  const hydrated = useHydrated()
  const date = new Date(at)
  return (
    <time dateTime={at} className="figures">
      {hydrated ? localText(date) : utcText(date)}
    </time>
  )
}
