'use client'

import { Button } from '@/components/ui/button'
import { formatNumber } from '@/components/ui/number'
import { useReviewing } from './reviewing'
import { bulkLabel } from './words'

/** Floats over the table's end, so that selecting a row does not move the table. */
export function SelectionBar({ ids, onClear }: { ids: ReadonlySet<string>; onClear: () => void }) {
  const { round, chooseBulk } = useReviewing()
  const isUser = round.kind === 'users'
  return (
    <>
      <p role="status" className="sr-only">
        {ids.size > 0 && `${formatNumber(ids.size)} selected`}
      </p>
      {ids.size > 0 && (
        <div className="pointer-events-none sticky bottom-0 z-5 -mt-11 flex h-11 items-end justify-center px-2">
          <section
            data-selection-bar
            aria-label="Selection"
            className="pop-in pointer-events-auto relative bottom-3 flex min-h-11 max-w-full shrink-0 flex-wrap items-center gap-1 rounded-lg border border-border-control bg-surface-raised px-1.5 py-1.5 shadow-popover"
          >
            {(['approved', 'questioned'] as const).map(verdict => {
              const choice = { verdict, ids: [...ids], q: '', count: ids.size }
              return (
                <Button
                  key={verdict}
                  size="sm"
                  variant={verdict === 'approved' ? 'primary' : 'secondary'}
                  onClick={() => chooseBulk(choice)}
                >
                  {bulkLabel(isUser, choice)}…
                </Button>
              )
            })}
            <Button size="sm" variant="ghost" onClick={onClear}>
              Clear
            </Button>
          </section>
        </div>
      )}
    </>
  )
}
