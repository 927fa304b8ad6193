'use client'

import { lazy, Suspense, useId, useState } from 'react'
import { Input } from '@/components/ui/input'
import { SkeletonText } from '@/components/ui/skeleton'
import { readDay } from '@/lib/day'
import { DaysAreIn, useToday } from '../_shell/time-zone'

const TotalsOfDay = lazy(() => import('./totals-of-day').then(module => ({ default: module.TotalsOfDay })))

/** Totals as of the end of a day in the past, from the history. */
export function TotalsAsOf() {
  const id = useId()
  const today = useToday()
  const [day, setDay] = useState('')
  return (
    <section aria-label="Totals as of a day" className="mt-5 rounded-lg border border-border bg-surface px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <label htmlFor={id} className="font-medium">
          Totals as of
        </label>
        <Input
          id={id}
          type="date"
          max={today}
          className="w-40"
          value={day}
          onChange={event => setDay(event.target.value)}
        />
        <span className="text-muted text-xs">
          The end of the day. <DaysAreIn />
        </span>
      </div>
      {readDay(day) !== null && (
        <Suspense fallback={<SkeletonText lines={3} />}>
          <TotalsOfDay day={day} />
        </Suspense>
      )}
    </section>
  )
}
