'use client'

import { useId } from 'react'
import { cn } from './cn'
import { formatNumber } from './number'

type Segment<T extends string> = { value: T; label: string; count?: number | undefined }

type Props<T extends string> = {
  label: string
  segments: readonly Segment<T>[]
  value: T
  onChange: (value: T) => void
  className?: string | undefined
}

/** A radio group drawn as a strip, for a few options that are all visible. Arrow keys change it. */
export function SegmentedControl<T extends string>({ label, segments, value, onChange, className }: Props<T>) {
  const name = useId()
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cn('inline-flex rounded-md border border-border-control bg-subtle p-px', className)}
    >
      {segments.map(segment => (
        <label
          key={segment.value}
          className="relative flex h-7 flex-1 items-center justify-center gap-1.5 whitespace-nowrap rounded-[5px] border border-transparent px-2.5 text-muted text-sm has-checked:border-border-control has-checked:bg-surface-raised has-checked:font-medium has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-ring hover:text-foreground coarse:h-11 max-sm:shrink-0"
        >
          <input
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {segment.label}
          {segment.count !== undefined && (
            <span className="figures text-muted text-xs">{formatNumber(segment.count)}</span>
          )}
        </label>
      ))}
    </div>
  )
}
