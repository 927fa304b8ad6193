'use client'

import { createContext, use } from 'react'
import { useNow } from '@/components/ui/use-now'
import { dayOf, usualTimeZone } from '@/lib/day'

/** The time zone of the organization's days, which an owner sets. */
export const TimeZone = createContext(usualTimeZone)

/** Today, by the server's clock. */
export function useToday(): string {
  return dayOf(new Date(useNow()), use(TimeZone))
}

/** Beside every field for a day. */
export function DaysAreIn() {
  return <>Days are in {use(TimeZone)}.</>
}
