'use client'

import { type ReactNode, useId } from 'react'
import { cn } from './cn'

type RadioOption<T extends string> = {
  value: T
  label: ReactNode
  description?: ReactNode
  disabled?: boolean | undefined
}

type Props<T extends string> = {
  legend: string
  /** Hides the legend, except for screen readers. For use when a Field already shows the label. */
  hideLegend?: boolean | undefined
  options: readonly RadioOption<T>[]
  value: T | null
  onChange: (value: T) => void
  onBlur?: (() => void) | undefined
  /** `card` = bordered options with descriptions. */
  variant?: 'plain' | 'card' | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
  describedBy?: string | undefined
}

export function RadioGroup<T extends string>(props: Props<T>) {
  const { legend, hideLegend, options, value, onChange, onBlur } = props
  const { variant = 'plain', disabled, invalid, describedBy } = props
  const name = useId()
  const card = variant === 'card'
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${name}-legend`}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
    >
      <div id={`${name}-legend`} className={hideLegend ? 'sr-only' : 'mb-1.5 font-medium text-sm'}>
        {legend}
      </div>
      <div className={cn('grid', card ? 'gap-2' : 'gap-1.5')}>
        {options.map(option => (
          <label
            key={option.value}
            className={cn(
              'flex items-start gap-2.5 has-disabled:cursor-not-allowed has-disabled:text-muted coarse:py-1.5',
              card &&
                'rounded-lg border border-border-control bg-surface px-3 py-2.5 has-checked:border-accent-solid has-checked:bg-accent-subtle has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2 hover:border-border-strong coarse:py-3',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              disabled={disabled || option.disabled}
              onChange={() => onChange(option.value)}
              onBlur={onBlur}
              className={cn('tick mt-0.5', card && 'focus-visible:outline-none')}
            />
            <span className="min-w-0">
              <span className={cn(card && 'font-medium')}>{option.label}</span>
              {option.description && <span className="block text-muted text-xs">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
    </div>
  )
}
