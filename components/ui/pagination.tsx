'use client'

import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react'
import { useId } from 'react'
import { cn } from './cn'
import { IconButton } from './icon-button'
import { formatNumber } from './number'
import { pageRange } from './page-range'
import { Select } from './select'

type Props = {
  /** Counts from 1. */
  page: number
  pageSize: number
  /** Rows that match, on all pages. */
  total: number
  /** The total is that of an earlier question. */
  isStale?: boolean | undefined
  onPageChange: (page: number) => void
  onPageSizeChange?: ((pageSize: number) => void) | undefined
  pageSizes?: readonly number[] | undefined
}

export function Pagination({
  page,
  pageSize,
  total,
  isStale = false,
  onPageChange,
  onPageSizeChange,
  pageSizes = [25, 50, 100],
}: Props) {
  const id = useId()
  const range = pageRange(page, pageSize, total)
  const go = (label: string, icon: LucideIcon, to: number) => (
    <IconButton
      size="sm"
      label={label}
      icon={icon}
      disabled={to === range.page || to < 1 || to > range.pageCount}
      onClick={() => onPageChange(to)}
    />
  )
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p
        className={cn('figures text-muted transition-opacity', isStale && 'opacity-50 delay-300')}
        role="status"
        aria-busy={isStale}
      >
        {range.text}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {onPageSizeChange && (
          <span className="flex items-center gap-2">
            <label htmlFor={id} className="text-muted max-xs:sr-only">
              Rows
            </label>
            <Select
              id={id}
              size="sm"
              className="figures w-19 coarse:w-24"
              value={String(pageSize)}
              onChange={event => onPageSizeChange(Number(event.target.value))}
              options={pageSizes.map(size => ({ value: String(size), label: String(size) }))}
            />
          </span>
        )}
        <span className="figures text-muted">
          Page {formatNumber(range.page)} of {formatNumber(range.pageCount)}
        </span>
        <span className="flex items-center">
          {go('First page', ChevronFirst, 1)}
          {go('Previous page', ChevronLeft, range.page - 1)}
          {go('Next page', ChevronRight, range.page + 1)}
          {go('Last page', ChevronLast, range.pageCount)}
        </span>
      </div>
    </nav>
  )
}
