'use client'

import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { describeColumns } from '@/components/data-table/app-table'
import type { TableLook } from '@/components/data-table/look'
import { Button } from '@/components/ui/button'
import { withoutBalances } from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import { can, type Role } from '@/lib/permissions'
import { columnsFor } from '../columns'
import { useAccountSelection } from '../selection-provider'

// Loaded when first opened, because most visits export nothing.
const ExportDialog = lazy(() => import('./export-dialog').then(module => ({ default: module.ExportDialog })))

type Props = { role: Role; search: AccountSearch; look: TableLook; matching: number | null; size?: 'sm' }

/** Exports the accounts that this screen shows or has selected. */
export function ExportAccounts({ role, search, look, matching, size }: Props) {
  const [open, setOpen] = useState(false)
  const { selection } = useAccountSelection()
  const columns = describeColumns(columnsFor(role), look.order, look.pinned)
    .map(({ id }) => id)
    .filter(id => look.visibility[id] !== false)
  return (
    <>
      <Button
        size={size}
        variant={size === 'sm' ? 'ghost' : undefined}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Download aria-hidden />
        Export
      </Button>
      <Suspense fallback={null}>
        {open && (
          <ExportDialog
            role={role}
            // The server drops balance filters for this role, so the dialog does not name them either.
            search={can(role, 'accounts.balances') ? search : withoutBalances(search)}
            selection={selection}
            columns={columns}
            matching={matching}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </>
  )
}
