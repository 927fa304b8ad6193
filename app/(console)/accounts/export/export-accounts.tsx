'use client'

import { describeColumns } from '@/components/data-table/app-table'
import type { TableLook } from '@/components/data-table/look'
import { withoutBalances } from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import { can, type Role } from '@/lib/permissions'
import { columnsFor } from '../columns'
import { useAccountSelection } from '../selection-provider'
import { ExportMenu } from './export-menu'

type Props = { role: Role; search: AccountSearch; look: TableLook; matching: number | null; size?: 'sm' }

/** Exports the accounts that this screen shows or has selected. */
export function ExportAccounts({ look, search: asked, ...props }: Props) {
  const { selection } = useAccountSelection()
  const columns = describeColumns(columnsFor(props.role), look.order, look.pinned)
    .map(({ id }) => id)
    .filter(id => look.visibility[id] !== false)
  // The server drops balance filters for this role, so the dialog does not name them either.
  const search = can(props.role, 'accounts.balances') ? asked : withoutBalances(asked)
  return <ExportMenu {...props} search={search} selection={selection} columns={columns} />
}
