'use client'

import { ChevronFirst, ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { pageSizes } from '@/lib/page-sizes'
import { cn } from './cn'
import { IconButton } from './icon-button'
import { Select } from './select'

type Direction = (() => void) | null

type OpenProps = {
  /** What the page shows: "50 entries, 4 min ago to 2 days ago". */
  text: ReactNode
  isStale: boolean
  pageSize: number
  onPageSizeChange: (pageSize: number) => void
  /** Null when there is nothing in that direction. */
  onNewest: Direction
  onNewer: Direction
  onOlder: Direction
}

/** For a list ordered by time that is too long to count: newer and older, without page numbers. */
export function OpenPagination(props: OpenProps) {
  const { text, isStale, pageSize, onPageSizeChange, onNewest, onNewer, onOlder } = props
  return (
    <Pages text={text} isStale={isStale}>
      <PageSize value={pageSize} onChange={onPageSizeChange} />
      <span className="flex items-center">
        <Step label="Newest" icon={ChevronFirst} to={onNewest} />
        <Step label="Newer" icon={ChevronLeft} to={onNewer} />
        <Step label="Older" icon={ChevronRight} to={onOlder} />
      </span>
    </Pages>
  )
}

export function Step({ label, icon, to }: { label: string; icon: LucideIcon; to: Direction }) {
  return <IconButton size="sm" label={label} icon={icon} disabled={to === null} onClick={() => to?.()} />
}

export function Pages({ text, isStale, children }: { text: ReactNode; isStale: boolean; children: ReactNode }) {
  return (
    <nav
      aria-label="Pages"
      className="flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-2 coarse:min-h-11"
    >
      <p
        className={cn('figures text-muted transition-opacity', isStale && 'opacity-50 delay-300')}
        role="status"
        aria-busy={isStale}
      >
        {text}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">{children}</div>
    </nav>
  )
}

export function PageSize({ value, onChange }: { value: number; onChange: (size: number) => void }) {
  const id = useId()
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-muted max-xs:sr-only">
        Rows
      </label>
      <Select
        id={id}
        size="sm"
        className="figures w-19 coarse:w-24"
        value={String(value)}
        onChange={event => onChange(Number(event.target.value))}
        options={pageSizes.map(size => ({ value: String(size), label: String(size) }))}
      />
    </span>
  )
}
