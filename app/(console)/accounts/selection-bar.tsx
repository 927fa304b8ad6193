'use client'

import { TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { SelectionFrame } from '@/components/data-table/selection-frame'
import { Button } from '@/components/ui/button'
import { formatNumber } from '@/components/ui/number'
import type { AccountSearch } from '@/lib/account-search'
import type { AccountPage } from '@/lib/accounts'
import { supportMinutes } from '@/lib/job'
import { type AccountSelection, offersAll, selectedCount } from './selection'
import { useAccountSelection } from './selection-provider'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

export function selectionWords(selection: AccountSelection): string {
  if (selection.kind === 'none') return ''
  const count = formatNumber(selectedCount(selection))
  return selection.kind === 'ids'
    ? `${count} selected`
    : `All ${count} accounts that matched at ${clock.format(selection.at)} are selected`
}

type Props = {
  page: AccountPage
  /** How many match; null = unknown. */
  matching: number | null
  search: AccountSearch
  /** How many accounts the operator may change in `supportMinutes`; null = no limit. */
  cap: number | null
  /** Whether the list shows the search of the frozen selection. */
  showsFrozen: boolean
  onClear: () => void
  /** Actions for the selected accounts. */
  children?: ReactNode
}

export function SelectionBar({ page, matching, search, cap, showsFrozen, onClear, children }: Props) {
  const { selection, freeze, freezing } = useAccountSelection()
  const ids = page.rows.map(row => row.id)
  const here = selection.kind === 'ids' ? ids.filter(id => selection.ids.has(id)).length : null
  return (
    <SelectionFrame words={selectionWords(selection)}>
      <p className="figures mr-2 font-medium sm:ml-2">{selectionWords(selection)}</p>
      {here !== null && here !== selectedCount(selection) && (
        <p className="figures mr-2 text-muted">{formatNumber(here)} on this page</p>
      )}
      {selection.kind === 'frozen' && !showsFrozen && (
        <p className="mr-2 text-muted">The list shows another search now</p>
      )}
      {cap !== null && selectedCount(selection) > cap && (
        <p role="status" className="mr-2 flex items-center gap-1.5 text-warning">
          <TriangleAlert aria-hidden className="size-4" />
          You can disable or enable up to {cap} accounts in {supportMinutes} minutes
        </p>
      )}
      {matching !== null && offersAll(selection, ids, matching) && (
        <Button
          size="sm"
          variant="ghost"
          className="text-accent"
          pending={freezing}
          pendingLabel="Selecting…"
          onClick={() => void freeze(search)}
        >
          Select all {formatNumber(matching)} matching
        </Button>
      )}
      {children}
      <Button size="sm" variant="ghost" className="max-sm:ml-auto" onClick={onClear} title="Esc">
        <X aria-hidden />
        <span className="max-sm:sr-only">Clear</span>
      </Button>
    </SelectionFrame>
  )
}
