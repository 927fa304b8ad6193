'use client'

import { ChevronDown } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { DaysAreIn } from '../_shell/time-zone'

type Days = { from: string; to: string }

/** A range of days, both included. Either end may be open. */
export function DaysFilter({ from, to, onApply }: Days & { onApply: (days: Days) => void }) {
  const id = useId()
  return (
    <Popover
      label="Filter by day"
      className="w-72 max-w-[calc(100vw-2rem)] p-4"
      trigger={props => (
        <Button {...props} className={cn('font-normal', (from || to) && 'text-accent')}>
          Days
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      )}
    >
      {close => (
        <form
          onSubmit={event => {
            event.preventDefault()
            const data = new FormData(event.currentTarget)
            onApply({ from: String(data.get('from') ?? ''), to: String(data.get('to') ?? '') })
            close()
          }}
          className="grid grid-cols-[4rem_1fr] items-center gap-3"
        >
          <label htmlFor={`${id}-from`}>From</label>
          <Input id={`${id}-from`} type="date" name="from" defaultValue={from} />
          <label htmlFor={`${id}-to`}>To</label>
          <Input id={`${id}-to`} type="date" name="to" defaultValue={to} />
          <p className="col-span-2 text-muted text-xs">
            <DaysAreIn /> Both days are included.
          </p>
          <Button type="submit" variant="primary" className="col-span-2 justify-self-end">
            Apply
          </Button>
        </form>
      )}
    </Popover>
  )
}
