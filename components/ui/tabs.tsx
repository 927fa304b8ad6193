'use client'

import { type KeyboardEvent, type ReactNode, useId } from 'react'
import { cn } from './cn'
import { formatNumber } from './number'

type Tab<T extends string> = { value: T; label: string; count?: number | undefined; content: ReactNode }

type Props<T extends string> = {
  label: string
  tabs: readonly Tab<T>[]
  value: T
  onChange: (value: T) => void
}

/** Renders only the selected panel. */
export function Tabs<T extends string>({ label, tabs, value, onChange }: Props<T>) {
  const id = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(tab => tab.value === value)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    const next = to === undefined ? undefined : tabs.at(to % tabs.length)
    if (!next) return
    event.preventDefault()
    onChange(next.value)
    document.getElementById(`${id}-${next.value}`)?.focus()
  }
  return (
    <div>
      <div
        role="tablist"
        aria-label={label}
        className="flex gap-4 overflow-x-auto overflow-y-hidden border-border border-b"
        onKeyDown={onKeyDown}
      >
        {tabs.map(tab => (
          <button
            key={tab.value}
            id={`${id}-${tab.value}`}
            type="button"
            role="tab"
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className={cn(
              'flex h-9 min-w-6 shrink-0 items-center justify-center gap-1.5 border-b-2 font-medium text-sm focus-visible:-outline-offset-2 coarse:h-11 coarse:min-w-11',
              tab.value === value
                ? 'border-accent-solid text-foreground'
                : 'border-transparent text-muted hover:text-foreground',
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="figures font-normal text-muted text-xs">{formatNumber(tab.count)}</span>
            )}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className="pt-4 max-sm:pt-2">
        {tabs.find(tab => tab.value === value)?.content}
      </div>
    </div>
  )
}
