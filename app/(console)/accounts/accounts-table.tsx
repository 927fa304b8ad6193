'use client'

import type { ReactNode } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableLook } from '@/components/data-table/look'
import { cn } from '@/components/ui/cn'
import { type Shortcut, useShortcuts } from '@/components/ui/shortcuts'
import { toast } from '@/components/ui/toast'
import { type AccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AccountPage } from '@/lib/accounts'
import { mostOfSupport } from '@/lib/job'
import { can, type Role } from '@/lib/permissions'
import { accountHref } from '../_shell/account-link'
import { BulkMenu } from './bulk/bulk-menu'
import { columnsFor } from './columns'
import { ExportAccounts } from './export/export-accounts'
import { Preview, usePreviewReady } from './preview/preview'
import { usePreview, useRoomBeside } from './preview/use-preview'
import { RowActionsProvider, useRowActions } from './row-actions'
import { frozenTick, idsOf } from './selection'
import { SelectionBar, selectionWords } from './selection-bar'
import { filterText, useAccountSelection } from './selection-provider'
import { sortingOf, sortOf } from './use-account-search'
import { useEscape } from './use-escape'
import { usePrefetchSoon } from './use-prefetch'
import { accountName } from './words'

const escapeShortcut: readonly Shortcut[] = [
  { id: 'accounts.escape', keys: ['Esc'], label: 'Close the preview, then clear the selection', scope: 'In a list' },
]

type Props = {
  role: Role
  page: AccountPage
  /** How many accounts match; null = not counted yet. */
  matching: number | null
  /** The current search, and the search that `page` belongs to. They differ while rows are loading. */
  search: AccountSearch
  shown: AccountSearch
  isStale: boolean
  setSearch: (patch: Partial<AccountSearch>) => void
  look: TableLook
  setLook: (look: TableLook) => void
  empty: ReactNode
}

/** The table, the preview panel beside it, and the selection bar over its end. */
export function AccountsTable(props: Props) {
  'use memo'
  const { role, page, search, shown } = props
  const [preview, setPreview] = usePreview()
  const { selection, clear } = useAccountSelection()
  usePreviewReady()

  const show = (id: string | null) => void setPreview(id)
  const closePreview = () => {
    // The focus returns to the row, unless it is outside the panel.
    const inside = document.activeElement === document.body || document.activeElement?.closest('#preview')
    if (preview !== null && inside) rowElement(preview)?.focus({ preventScroll: true })
    show(null)
  }
  const clearSelection = () => {
    if (document.activeElement?.closest('[data-selection-bar]')) tabbableRow()?.focus({ preventScroll: true })
    clear()
  }
  useEscape(() => {
    if (preview !== null) closePreview()
    else if (selection.kind !== 'none') clearSelection()
    else return false
    return true
  })
  useShortcuts(escapeShortcut)

  return (
    <RowActionsProvider rows={page.rows} onPreview={id => (id === preview ? closePreview() : show(id))}>
      <TableWithPreview open={preview !== null}>
        <div className="min-w-0">
          <Rows {...props} preview={preview} onPreview={show} />
          <SelectionBar
            page={page}
            matching={props.isStale ? null : props.matching}
            search={shown}
            cap={capOf(role)}
            showsFrozen={selection.kind === 'frozen' && selection.filter === filterText(search)}
            onClear={clearSelection}
          >
            <BulkMenu role={role} search={shown} />
            <ExportAccounts size="sm" role={role} search={shown} look={props.look} matching={props.matching} />
          </SelectionBar>
        </div>
        {preview !== null && <Preview id={preview} rows={page.rows} role={role} onMove={show} onClose={closePreview} />}
      </TableWithPreview>
    </RowActionsProvider>
  )
}

/** Makes room for the panel beside the table. The skeleton uses it too. */
export function TableWithPreview({ open, children }: { open: boolean; children: ReactNode }) {
  // The line with the view's name is above it.
  return (
    <div className={cn('[--table-chrome:17rem]', open && 'gap-4 xl:grid xl:grid-cols-[minmax(0,1fr)_22rem]')}>
      {children}
    </div>
  )
}

type RowsProps = Props & { preview: string | null; onPreview: (id: string) => void }

function Rows({ role, page, search, shown, isStale, setSearch, look, setLook, empty, preview, onPreview }: RowsProps) {
  'use memo'
  const { selection, setIds, clear } = useAccountSelection()
  const beside = useRoomBeside() !== false
  const actions = useRowActions()
  const prefetch = usePrefetchSoon()
  const question = serializeAccountSearch(shown)
  const follows = preview !== null && beside
  const tick = frozenTick(selection, filterText(search))
  const refuse = () =>
    toast.info(selectionWords(selection), {
      description: 'Clear the selection to select single accounts.',
      action: { label: 'Clear', onClick: clear },
    })
  return (
    <DataTable
      label="Managed accounts"
      columns={columnsFor(role)}
      rows={page.rows}
      getRowId={row => row.id}
      look={look}
      onWidthsChange={widths => setLook({ ...look, widths })}
      sorting={sortingOf(search.sort)}
      multiSort
      onSortingChange={sorting => setSearch({ sort: sortOf(sorting) })}
      onSortNear={sorting => prefetch({ ...search, sort: sortOf(sorting), page: 1 })}
      question={question}
      isStale={isStale}
      rowHref={row => accountHref(row.id)}
      // While the panel is open, a click on a row previews it there. The name still links to the account's page.
      onOpen={follows ? row => onPreview(row.id) : undefined}
      currentId={preview}
      keys={{
        onSpace: id => actions?.preview(id),
        onMenu: (id, row) => actions?.openMenu(id, row.querySelector<HTMLElement>('[data-row-menu]') ?? row, row),
        onInto: follows ? () => document.getElementById('preview')?.focus() : undefined,
        onMove: follows ? onPreview : undefined,
      }}
      selection={{
        ids: idsOf(selection),
        onChange: setIds,
        rowLabel: row => `Select ${accountName(row)}`,
        locked: tick === null ? undefined : { tick, why: lockedWords(tick), onTry: refuse },
      }}
      roomBelow={selection.kind !== 'none'}
      empty={empty}
    />
  )
}

/** The most accounts that the role may change in `supportMinutes`, shown while selecting; null = no limit. */
function capOf(role: Role): number | null {
  return can(role, 'accounts.disable') && !can(role, 'jobs.unlimited') ? mostOfSupport : null
}

function lockedWords(tick: true | 'mixed'): string {
  return tick === true
    ? 'All accounts that matched are selected'
    : 'All accounts that matched another search are selected. This one may be among them.'
}

function rowElement(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`)
}

function tabbableRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('tr[data-row-id][tabindex="0"]')
}
