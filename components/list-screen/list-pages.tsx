import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, FileX2, type LucideIcon, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { pageRange } from '@/components/ui/page-range'
import { PageSize, Pages, Step } from '@/components/ui/pagination'
import { pageSizes } from '@/lib/page-sizes'

type Page = { page: number; size: number }

type PagesProps = {
  /** In the address, from 1. */
  search: Page
  /** Rows that match, on all pages. */
  total: number
  /** The total belongs to an earlier search. */
  isStale: boolean
  onChange: (patch: Partial<Page>) => void
}

/** Shows only what can be used: a list of one page has no steps, and a short one no page sizes. */
export function ListPages({ search, total, isStale, onChange }: PagesProps) {
  if (total === 0) return null
  const { page, pageCount, text } = pageRange(search.page, search.size, total)
  const go = (label: string, icon: LucideIcon, to: number) => (
    <Step
      label={label}
      icon={icon}
      to={to === page || to < 1 || to > pageCount ? null : () => onChange({ page: to })}
    />
  )
  return (
    <Pages text={text} isStale={isStale}>
      {total > pageSizes[0] && <PageSize value={search.size} onChange={size => onChange({ size })} />}
      {pageCount > 1 && (
        <>
          <span className="figures text-muted">
            Page {formatNumber(page)} of {formatNumber(pageCount)}
          </span>
          <span className="flex items-center">
            {go('First page', ChevronFirst, 1)}
            {go('Previous page', ChevronLeft, page - 1)}
            {go('Next page', ChevronRight, page + 1)}
            {go('Last page', ChevronLast, pageCount)}
          </span>
        </>
      )}
    </Pages>
  )
}

type NoRowsProps = {
  /** The page that was asked for. */
  page: number
  /** Rows that match, on all pages. */
  total: number
  onFirstPage: () => void
  /** Why nothing matches; null = nothing is filtered. */
  noMatch: { title: string; why: ReactNode; onClear: () => void } | null
  /** An <EmptyState> for a list without any rows. */
  children: ReactNode
}

/** Why a list shows no rows, and what to do about it. */
export function NoRows({ page, total, onFirstPage, noMatch, children }: NoRowsProps) {
  if (total > 0) {
    return (
      <EmptyState
        icon={FileX2}
        title={`There is no page ${formatNumber(page)}`}
        action={<Button onClick={onFirstPage}>Go to page 1</Button>}
      >
        The list is shorter now, or the link is old.
      </EmptyState>
    )
  }
  if (!noMatch) return children
  return (
    <EmptyState icon={SearchX} title={noMatch.title} action={<Button onClick={noMatch.onClear}>Clear filters</Button>}>
      {noMatch.why}
    </EmptyState>
  )
}
