'use client'

import { FileX2 } from 'lucide-react'
import { plainColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { type ImportLine, type ImportMapping, importLabels, linesOf, readFlag } from '@/lib/account-import'
import { proposeEmail } from '@/lib/accounts'
import type { CsvTable } from '@/lib/csv-table'

const shown = 5

type PreviewRow = ImportLine & { proposed: string | null }

const column = plainColumns<PreviewRow>()

const columns = [
  column('name', importLabels.name, { width: 220, grow: true }, ({ name }) => <Text>{name}</Text>),
  column('email', importLabels.email, { width: 260, grow: true }, ({ email, proposed }) =>
    email === '' && proposed ? (
      <span className="block truncate text-muted" title={proposed}>
        <span className="sr-only">Proposed: </span>
        {proposed}
      </span>
    ) : (
      <Text>{email}</Text>
    ),
  ),
  column('rollupBilling', importLabels.rollupBilling, { width: 136 }, row => <Flag text={row.rollupBilling} />),
  column('customPricing', importLabels.customPricing, { width: 136 }, row => <Flag text={row.customPricing || 'no'} />),
]

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
