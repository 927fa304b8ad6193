'use client'

import { FileX2 } from 'lucide-react'
import { useState } from 'react'
import { appColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { Field } from '@/components/form/field'
import { EmptyState } from '@/components/ui/empty-state'
import { formatCount } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { type LimitLine, type LimitMapping, limitLinesOf } from '@/lib/channel-import'
import { columnOptions, MatchColumns, type MatchProps } from '../../_shell/import/match-columns'

const column = appColumns<LimitLine>()

const columns = column.columns([
  column.accessor('account', {
    header: 'Account',
    meta: { width: 320, grow: true },
    cell: ({ row }) => <bdi className="block truncate">{row.original.account}</bdi>,
  }),
  column.accessor('limit', { header: 'Channel limit', meta: { width: 140, align: 'end' } }),
])

const names = { account: 'Account', limit: 'Channel limit' } as const
const hints = { account: 'Its id or its e-mail.', limit: 'Rows with a blank limit are skipped.' } as const
const shown = 5

type Props = MatchProps & { mapping: LimitMapping; onChange: (mapping: LimitMapping) => void }

export function LimitColumns({ mapping, onChange, ...step }: Props) {
  const [errors, setErrors] = useState<{ account?: string; limit?: string }>({})
  const { lines, blank, ragged } = limitLinesOf(step.file.table, mapping)
  const check = () => {
    const missing = {
      ...(mapping.account === null && { account: 'Choose the column with the account ids or e-mails.' }),
      ...(mapping.limit === null
        ? { limit: 'Choose the column with the limits.' }
        : lines.length === 0 && { limit: 'This column has no limit in any row.' }),
    }
    setErrors(missing)
    if (Object.keys(missing).length === 0) step.onCheck()
  }
  const field = (name: 'account' | 'limit') => (
    <Field label={names[name]} hint={hints[name]} error={errors[name]} required>
      {control => (
        <Select
          {...control}
          placeholder="Choose…"
          options={columnOptions(step.file)}
          value={String(mapping[name] ?? '')}
          onChange={event => {
            setErrors({})
            onChange({ ...mapping, [name]: event.target.value === '' ? null : Number(event.target.value) })
          }}
        />
      )}
    </Field>
  )
  return (
    <MatchColumns
      {...step}
      count={formatCount(lines.length, 'limit')}
      fields={
        <>
          {field('account')}
          {field('limit')}
        </>
      }
      onCheck={check}
    >
      <Section
        title="The first rows with a limit"
        description={blank > 0 && `${formatCount(blank, 'row')} with a blank limit will be skipped.`}
      >
        <DataTable
          label="The first rows"
          columns={columns}
          rows={lines.slice(0, shown)}
          getRowId={row => String(row.line)}
          empty={
            <EmptyState icon={FileX2} title="No row has a limit">
              {ragged.length > 0
                ? 'The rows and the header have different numbers of values.'
                : 'Choose the column with the limits.'}
            </EmptyState>
          }
        />
      </Section>
    </MatchColumns>
  )
}
