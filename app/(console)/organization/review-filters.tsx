'use client'

import { cn } from '@/components/ui/cn'
import { formatNumber } from '@/components/ui/number'
import { type ReviewCheck, reviewChecks } from '@/lib/organization'
import { useRosterSearch } from './use-roster-search'
import { reviewWords } from './words'

/**
 * The checks of an access review, each with its number of users once it is known. Several checks together find users with any of them.
 */
export function ReviewFilters({ counts }: { counts: Record<ReviewCheck, number> | undefined }) {
  const { search, setSearch } = useRosterSearch()
  const toggle = (check: ReviewCheck) =>
    setSearch({
      review: reviewChecks.filter(other => (other === check) !== search.review.includes(other)),
    })
  return (
    <fieldset className="sm:mt-1.5 sm:basis-full">
      <legend className="sr-only">Access review: show users with any of these findings</legend>
      <div className="grid grid-cols-2 gap-2 lg:grid-cols-4 short:grid-cols-4">
        {reviewChecks.map(check => {
          const on = search.review.includes(check)
          return (
            <button
              key={check}
              type="button"
              aria-pressed={on}
              onClick={() => toggle(check)}
              className={cn(
                'flex min-w-0 flex-col rounded-lg border px-3 py-2 text-left transition-colors duration-100',
                on ? 'border-accent-solid bg-accent-subtle' : 'border-border bg-surface hover:bg-subtle',
              )}
            >
              <span className="flex items-baseline justify-between gap-2">
                <span className="min-w-0 font-medium">{reviewWords[check].label}</span>
                {counts && (
                  <span className={cn('figures font-semibold text-base', counts[check] === 0 && 'text-muted')}>
                    {formatNumber(counts[check])}
                  </span>
                )}
              </span>
              <span className="text-muted text-xs max-sm:sr-only short:sr-only">{reviewWords[check].explained}</span>
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}
