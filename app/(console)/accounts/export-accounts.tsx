'use client'

import { describeColumns } from '@/components/data-table/app-table'
import type { TableLook } from '@/components/data-table/look'
import type { AccountSearch } from '@/lib/account-search'
import type { Role } from '@/lib/permissions'
import { columnsFor } from './columns'
import { ExportMenu } from './export-menu'
import { useAccountSelection } from './selection-provider'

type Props = { role: Role; search: AccountSearch; look: TableLook; matching: number; size?: 'sm' }

/** The export of what this screen shows and has selected. */
export function ExportAccounts({ look, ...props }: Props) {
  const { selection } = useAccountSelection()
  const columns = describeColumns(columnsFor(props.role), look.order, look.pinned)
    .map(({ id }) => id)
    .filter(id => look.visibility[id] !== false)
  return <ExportMenu {...props} selection={selection} columns={columns} />
}
