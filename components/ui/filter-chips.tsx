'use client'

import { X } from 'lucide-react'

export type FilterChip = { key: string; label: string; value: string; onRemove: () => void }

/** The active filters, each removable. Renders nothing when there are none. */
export function FilterChips({ chips, onClear }: { chips: readonly FilterChip[]; onClear: () => void }) {
  if (chips.length === 0) return null
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-1.5">
      {chips.map(chip => (
        <li
          key={chip.key}
          className="flex h-6.5 max-w-full items-center rounded-sm border border-border-control bg-surface pl-2 text-xs coarse:h-9"
        >
          <span className="min-w-0 truncate">
            <span className="text-muted">{chip.label}:</span> {chip.value}
          </span>
          <button
            type="button"
            aria-label={`Remove filter ${chip.label}: ${chip.value}`}
            onClick={chip.onRemove}
            className="grid h-full w-6 shrink-0 place-items-center rounded-sm text-muted hover:text-foreground coarse:relative coarse:w-9 coarse:after:absolute coarse:after:-inset-1.25"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={onClear}
          className="h-6 rounded-sm px-1.5 text-accent text-xs hover:underline coarse:h-11"
        >
          Clear all
        </button>
      </li>
    </ul>
  )
}
