import { FileX2, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { formatNumber } from '@/components/ui/number'
import { Pagination } from '@/components/ui/pagination'

type Page = { page: number; size: number }

type PagesProps = {
  /** In the address, from 1. */
  search: Page
  /** Rows that match, on all pages. */
  total: number
  isStale: boolean
  onChange: (patch: Partial<Page>) => void
}

export function ListPages({ search, total, isStale, onChange }: PagesProps) {
  if (total === 0) return null
  return (
    <Pagination
      page={search.page}
      pageSize={search.size}
      total={total}
      isStale={isStale}
      onPageChange={page => onChange({ page })}
      onPageSizeChange={size => onChange({ size })}
    />
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
