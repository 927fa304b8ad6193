'use client'

import { SelectionFrame } from '@/components/data-table/selection-frame'
import { Button } from '@/components/ui/button'
import { formatNumber } from '@/components/ui/number'
import { useReviewing } from './reviewing'
import { bulkLabel } from './words'

export function SelectionBar({ ids, onClear }: { ids: ReadonlySet<string>; onClear: () => void }) {
  const { round, chooseBulk } = useReviewing()
  const isUser = round.kind === 'users'
  return (
    <SelectionFrame words={ids.size > 0 ? `${formatNumber(ids.size)} selected` : ''}>
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
    </SelectionFrame>
  )
}
