'use client'

import { FileX2 } from 'lucide-react'
import { appColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { type ImportLine, type ImportMapping, importLabels, linesOf, readFlag } from '@/lib/account-import'
import { proposeEmail } from '@/lib/accounts'
import type { CsvTable } from '@/lib/csv-table'

const shown = 5

type PreviewRow = ImportLine & { proposed: string | null }

const column = appColumns<PreviewRow>()

const columns = column.columns([
  column.accessor('name', {
    header: importLabels.name,
    meta: { width: 220, grow: true },
    cell: ({ row }) => <Text>{row.original.name}</Text>,
  }),
  column.accessor('email', {
    header: importLabels.email,
    meta: { width: 260, grow: true },
    cell: ({ row: { original } }) =>
      original.email === '' && original.proposed ? (
        <span className="block truncate text-muted" title={original.proposed}>
          <span className="sr-only">Proposed: </span>
          {original.proposed}
        </span>
      ) : (
        <Text>{original.email}</Text>
      ),
  }),
  column.accessor('rollupBilling', {
    header: importLabels.rollupBilling,
    meta: { width: 136 },
    cell: ({ row }) => <Flag text={row.original.rollupBilling} />,
  }),
  column.accessor('customPricing', {
    header: importLabels.customPricing,
    meta: { width: 136 },
    cell: ({ row }) => <Flag text={row.original.customPricing || 'no'} />,
  }),
])

function Text({ children }: { children: string }) {
  if (children === '') return <span className="text-muted">blank</span>
  return (
    <bdi className="block truncate" title={children}>
      {children}
    </bdi>
  )
}

function Flag({ text }: { text: string }) {
  const read = text === '' ? null : readFlag(text)
  if (read !== null) return read ? 'Yes' : 'No'
  return <Text>{text}</Text>
}

type Props = { table: CsvTable; mapping: ImportMapping; operatorEmail: string }

/** The first rows as they would be imported with the chosen columns. */
export function Preview({ table, mapping, operatorEmail }: Props) {
  const { lines } = linesOf({ ...table, lines: table.lines.slice(0, shown) }, mapping)
  return (
    <DataTable
      label="The first rows"
      columns={columns}
      rows={lines.map(line => ({
        ...line,
        proposed: line.name.trim() === '' ? null : proposeEmail(line.name, operatorEmail).toLowerCase(),
      }))}
      getRowId={row => String(row.line)}
      empty={
        <EmptyState icon={FileX2} title="The first rows and the header have different numbers of values">
          The check lists each of these rows.
        </EmptyState>
      }
    />
  )
}
