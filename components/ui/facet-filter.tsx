'use client'

import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Checkbox } from './checkbox'
import { cn } from './cn'
import { Input } from './input'
import { formatNumber } from './number'
import { Popover } from './popover'

export type FacetOption<T extends string> = {
  value: T
  label: string
  /** How many rows choosing it gives; absent = not counted. */
  count?: number | undefined
  icon?: ReactNode
}

type Props<T extends string> = {
  label: string
  options: readonly FacetOption<T>[]
  selected: readonly T[]
  /** The counts belong to the previous filter. */
  isStale?: boolean | undefined
  /** The whole new choice, in the order of the options. Empty = no filter. */
  onChange: (selected: T[]) => void
}

const searchFrom = 9

/** A filter by the values of one field. The button says what is chosen. */
export function FacetFilter<T extends string>({ label, options, selected, isStale, onChange }: Props<T>) {
  const chosen = options.filter(option => selected.includes(option.value))
  const summary = chosen.length > 2 ? `${chosen.length} chosen` : chosen.map(option => option.label).join(', ')
  return (
    <Popover
      label={`Filter by ${label.toLowerCase()}`}
      className="w-60 p-0"
      trigger={props => (
        <Button {...props} className="max-w-72 font-normal">
          {summary ? (
            <span className="truncate">
              <span className="text-muted">{label}:</span> {summary}
            </span>
          ) : (
            label
          )}
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      )}
    >
      <Choices options={options} selected={selected} isStale={isStale} onChange={onChange} label={label} />
    </Popover>
  )
}

function Choices<T extends string>({ label, options, selected, isStale = false, onChange }: Props<T>) {
  const [text, setText] = useState('')
  const shown = options.filter(option => option.label.toLowerCase().includes(text.trim().toLowerCase()))
  const toggle = (value: T, on: boolean) =>
    onChange(options.map(option => option.value).filter(other => (other === value ? on : selected.includes(other))))
  return (
    <>
      {options.length >= searchFrom && (
        <div className="border-border border-b p-2">
          <Input
            aria-label={`Find a ${label.toLowerCase()}`}
            placeholder="Find…"
            value={text}
            onChange={event => setText(event.target.value)}
          />
        </div>
      )}
      <fieldset className="max-h-72 overflow-y-auto p-1">
        <legend className="sr-only">{label}</legend>
        {shown.map(option => (
          <Checkbox
            key={option.value}
            checked={selected.includes(option.value)}
            onChange={event => toggle(option.value, event.target.checked)}
            className="rounded-md px-2 py-1.5 hover:bg-subtle coarse:py-2.5 [&>span]:flex-1"
            label={
              <span className="flex items-center gap-1.5">
                {option.icon}
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.count !== undefined && (
                  <span
                    className={cn('figures text-muted text-xs transition-opacity', isStale && 'opacity-50 delay-300')}
                    aria-busy={isStale}
                  >
                    {formatNumber(option.count)}
                  </span>
                )}
              </span>
            }
          />
        ))}
        {shown.length === 0 && <p className="px-2 py-1.5 text-muted">No results</p>}
      </fieldset>
      <div className="border-border border-t p-1">
        <Button
          variant="ghost"
          size="sm"
          className="w-full"
          disabled={selected.length === 0}
          onClick={() => onChange([])}
        >
          Clear
        </Button>
      </div>
    </>
  )
}
