'use client'

import { ChevronDown } from 'lucide-react'
import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { type AccountFilter, accountFilters, dayFilters, filtersBalances, numberFilters } from '@/lib/account-filters'
import { DaysAreIn } from '../_shell/time-zone'

type Props = {
  filter: AccountFilter
  /** Whether the role may see balances. A filter by balance would reveal them. */
  money: boolean
  onApply: (patch: Partial<AccountFilter>) => void
}

/** Ranges are filled in together and applied with one button. */
export function MoreFilters({ filter, money, onApply }: Props) {
  return (
    <Popover
      label="More filters"
      className="w-[30rem] max-w-[calc(100dvw-1rem)] p-0"
      trigger={props => (
        <Button {...props} className="font-normal">
          More filters
          <ChevronDown aria-hidden className="text-muted" />
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

const text = (data: FormData, name: string) => String(data.get(name) ?? '').trim()

function decimal(data: FormData, name: string): number | null {
  const value = Number(text(data, name))
  return text(data, name) === '' || !Number.isFinite(value) ? null : value
}

function RangeForm({ filter, money, onApply }: Props) {
  const numbers = numberFilters.filter(key => money || !filtersBalances(key))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const patch: Partial<Record<keyof AccountFilter, string | number | null>> = {}
    for (const key of dayFilters)
      for (const end of ['From', 'To'] as const) patch[`${key}${end}`] = text(data, key + end)
    for (const key of numbers)
      for (const end of ['Min', 'Max'] as const) patch[`${key}${end}`] = decimal(data, key + end)
    onApply(patch as Partial<AccountFilter>)
  }
  return (
    <form onSubmit={submit}>
      <div className="grid gap-3 p-4">
        {dayFilters.map(key => (
          <Range
            key={key}
            label={accountFilters[key].label}
            type="date"
            names={[`${key}From`, `${key}To`]}
            values={[filter[`${key}From`], filter[`${key}To`]]}
          />
        ))}
        {numbers.map(key => (
          <Range
            key={key}
            label={accountFilters[key].label}
            type="number"
            step={accountFilters[key].whole ? '1' : 'any'}
            names={[`${key}Min`, `${key}Max`]}
            values={[filter[`${key}Min`], filter[`${key}Max`]]}
          />
        ))}
        <p className="text-muted text-xs">
          <DaysAreIn /> An account with an unknown value matches no range.
          {money &&
            ' A rollup account matches no range of credit, because its usage is billed to your manager account’s balance.'}
        </p>
      </div>
      {/* Stays visible while the fields scroll. */}
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
    // On a phone the label is above the fields: a date field needs about 9 rem.
    <fieldset className="grid min-w-0 grid-cols-2 items-center gap-x-2 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)_minmax(0,1fr)]">
      <legend className="sm:float-left">{label}</legend>
      <Input type={type} step={step} name={from} defaultValue={least ?? ''} aria-label={`${label} from`} />
      <Input type={type} step={step} name={to} defaultValue={most ?? ''} aria-label={`${label} to`} />
    </fieldset>
  )
}
