'use client'

import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Checkbox } from './checkbox'
import { cn } from './cn'
import { Input } from './input'
import { formatNumber } from './number'
import { Popover } from './popover'

type FacetOption<T extends string> = {
  value: T
  label: string
  /** How many rows this option gives; absent = not counted. */
  count?: number | undefined
  icon?: ReactNode
}

/** One field and its selected values. */
export type Facet<T extends string> = {
  label: string
  options: readonly FacetOption<T>[]
  selected: readonly T[]
  /** The counts belong to the previous filter. */
  isStale?: boolean | undefined
  /** The new selection, in the order of the options. Empty = no filter. */
  onChange: (selected: T[]) => void
  /** A mouse is over an option: this is likely the next selection. */
  onNear?: ((selected: T[]) => void) | undefined
}

const searchFrom = 9

/** A filter by the values of one field. Its button keeps its width: chips show what is chosen. */
export function FacetFilter<T extends string>(facet: Facet<T>) {
  return (
    <FacetMenu label={facet.label} facets={[facet as unknown as Facet<string>]} onClear={() => facet.onChange([])} />
  )
}

type MenuProps = { label: string; facets: readonly Facet<string>[]; onClear: () => void }

/** A filter by one field, or by several fields in one menu. */
export function FacetMenu({ label, facets, onClear }: MenuProps) {
  const chosen = facets.flatMap(({ options, selected }) => options.filter(({ value }) => selected.includes(value)))
  return (
    <Popover
      label={`Filter by ${label.toLowerCase()}`}
      className="w-60 p-0"
      trigger={props => (
        <Button {...props} className={cn('font-normal', chosen.length > 0 && 'text-accent')}>
          {label}
          {chosen.length > 0 && <span className="sr-only">, {chosen.length} chosen</span>}
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      )}
    >
      <div className="max-h-96 overflow-y-auto">
        {facets.map(facet => (
          <Choices key={facet.label} {...facet} heading={facet.label !== label} />
        ))}
      </div>
      <div className="border-border border-t p-1">
        <Button variant="ghost" size="sm" className="w-full" disabled={chosen.length === 0} onClick={onClear}>
          Clear
        </Button>
      </div>
    </Popover>
  )
}

type ChoicesProps = Facet<string> & { heading: boolean }

function Choices({ label, options, selected, isStale = false, onChange, onNear, heading }: ChoicesProps) {
  const [text, setText] = useState('')
  const shown = options.filter(option => option.label.toLowerCase().includes(text.trim().toLowerCase()))
  const toggled = (value: string) =>
    options.map(option => option.value).filter(other => (other === value) !== selected.includes(other))
  return (
    <fieldset className={cn('min-w-0', heading && 'border-border not-first:border-t')}>
      <legend className={heading ? 'float-left w-full px-3 pt-2 pb-1 text-muted text-xs' : 'sr-only'}>{label}</legend>
      {options.length >= searchFrom && (
        <div className="sticky top-0 z-10 clear-both border-border border-b bg-surface-raised p-2">
          <Input
            aria-label={`Find in ${label.toLowerCase()}`}
            placeholder="Find…"
            value={text}
            onChange={event => setText(event.target.value)}
          />
        </div>
      )}
      <div className="clear-both p-1">
        {shown.map(option => (
          <Checkbox
            key={option.value}
            checked={selected.includes(option.value)}
            onChange={() => onChange(toggled(option.value))}
            onNear={() => onNear?.(toggled(option.value))}
            className="rounded-md px-2 py-1.5 hover:bg-subtle coarse:py-3 [&>span]:flex-1"
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
      </div>
    </fieldset>
  )
}
