'use client'

import { SlidersHorizontal } from 'lucide-react'
import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import type { AccountFilter } from '@/lib/account-search'

type Props = {
  filter: AccountFilter
  /** Balances are for some roles only; a filter would tell them as well. */
  money: boolean
  onApply: (patch: Partial<AccountFilter>) => void
}

/** Ranges and names: filled in together, applied at once. */
export function MoreFilters({ filter, money, onApply }: Props) {
  return (
    <Popover
      label="More filters"
      className="w-[30rem] max-w-[calc(100dvw-1rem)] p-0"
      trigger={props => (
        <Button {...props}>
          <SlidersHorizontal aria-hidden />
          More filters
        </Button>
      )}
    >
      {close => (
        <RangeForm
          filter={filter}
          money={money}
          onApply={patch => {
            onApply(patch)
            close()
          }}
        />
      )}
    </Popover>
  )
}

const day = (data: FormData, name: string) => String(data.get(name) ?? '')

function decimal(data: FormData, name: string): number | null {
  const text = String(data.get(name) ?? '').trim()
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? null : value
}

function RangeForm({ filter, money, onApply }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    onApply({
      createdFrom: day(data, 'createdFrom'),
      createdTo: day(data, 'createdTo'),
      updatedFrom: day(data, 'updatedFrom'),
      updatedTo: day(data, 'updatedTo'),
      disabledFrom: day(data, 'disabledFrom'),
      disabledTo: day(data, 'disabledTo'),
      reviewFrom: day(data, 'reviewFrom'),
      reviewTo: day(data, 'reviewTo'),
      disabledBy: String(data.get('disabledBy') ?? '').trim(),
      channelsMin: decimal(data, 'channelsMin'),
      channelsMax: decimal(data, 'channelsMax'),
      ...(money && { creditMin: decimal(data, 'creditMin'), creditMax: decimal(data, 'creditMax') }),
    })
  }
  const id = useId()
  return (
    <form onSubmit={submit}>
      <div className="grid gap-3 p-4">
        <Range
          label="Created"
          type="date"
          names={['createdFrom', 'createdTo']}
          values={[filter.createdFrom, filter.createdTo]}
        />
        <Range
          label="Updated"
          type="date"
          names={['updatedFrom', 'updatedTo']}
          values={[filter.updatedFrom, filter.updatedTo]}
        />
        <Range
          label="Disabled"
          type="date"
          names={['disabledFrom', 'disabledTo']}
          values={[filter.disabledFrom, filter.disabledTo]}
        />
        <Range
          label="Review on"
          type="date"
          names={['reviewFrom', 'reviewTo']}
          values={[filter.reviewFrom, filter.reviewTo]}
        />
        <div className="grid items-center gap-x-2 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)]">
          <label htmlFor={id}>Disabled by</label>
          <Input id={id} name="disabledBy" defaultValue={filter.disabledBy} maxLength={100} />
        </div>
        {money && (
          <Range
            label="Available credit"
            type="number"
            step="any"
            names={['creditMin', 'creditMax']}
            values={[filter.creditMin, filter.creditMax]}
          />
        )}
        <Range
          label="Channel limit"
          type="number"
          step="1"
          names={['channelsMin', 'channelsMax']}
          values={[filter.channelsMin, filter.channelsMax]}
        />
        <p className="text-muted text-xs">
          Days are in UTC. An account whose value is not known is in no range
          {money && ', nor is a rollup account in a range of credit: it shares its manager’s'}.
        </p>
      </div>
      {/* In sight also where the fields scroll. */}
      <div className="sticky bottom-0 flex justify-end border-border border-t bg-surface-raised px-4 py-3">
        <Button type="submit" variant="primary">
          Apply
        </Button>
      </div>
    </form>
  )
}

type RangeProps = {
  label: string
  type: 'date' | 'number'
  step?: string
  names: [keyof AccountFilter, keyof AccountFilter]
  values: [string | number | null, string | number | null]
}

function Range({ label, type, step, names: [from, to], values: [least, most] }: RangeProps) {
  return (
    // On a phone the label stands above: a date field needs about nine rem.
    <fieldset className="grid min-w-0 grid-cols-2 items-center gap-x-2 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)_minmax(0,1fr)]">
      <legend className="sm:float-left">{label}</legend>
      <Input type={type} step={step} name={from} defaultValue={least ?? ''} aria-label={`${label} from`} />
      <Input type={type} step={step} name={to} defaultValue={most ?? ''} aria-label={`${label} to`} />
    </fieldset>
  )
}
