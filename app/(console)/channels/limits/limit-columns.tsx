'use client'

import { FileX2 } from 'lucide-react'
import { useState } from 'react'
import { appColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { Field } from '@/components/form/field'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { formatCount } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { type LimitLine, type LimitMapping, limitLinesOf } from '@/lib/channel-import'
import { headingOf } from '@/lib/columns-of-file'
import type { Problem } from '@/lib/errors'
import { FileNotes } from '../../_shell/import/file-notes'
import type { OpenFile } from '../../_shell/import/read-file'

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

type Props = {
  file: OpenFile
  mapping: LimitMapping
  onChange: (mapping: LimitMapping) => void
  busy: boolean
  problem: Problem | null
  onCheck: () => void
  onBack: () => void
}

export function LimitColumns({ file, mapping, onChange, busy, problem, onCheck, onBack }: Props) {
  const [errors, setErrors] = useState<{ account?: string; limit?: string }>({})
  const { lines, blank, ragged } = limitLinesOf(file.table, mapping)
  const check = () => {
    const missing = {
      ...(mapping.account === null && { account: 'Choose the column with the account ids or e-mails.' }),
      ...(mapping.limit === null
        ? { limit: 'Choose the column with the limits.' }
        : lines.length === 0 && { limit: 'This column has no limit in any row.' }),
    }
    setErrors(missing)
    if (Object.keys(missing).length === 0) onCheck()
  }
  const { header } = file.table
  const options = header.flatMap((heading, at) =>
    file.secrets.includes(heading) ? [] : [{ value: String(at), label: headingOf(header, at) }],
  )
  const field = (name: 'account' | 'limit') => (
    <Field label={names[name]} hint={hints[name]} error={errors[name]} required>
      {control => (
        <Select
          {...control}
          placeholder="Choose…"
          options={options}
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
    <form
      noValidate
      className="grid gap-4"
      onSubmit={event => {
        event.preventDefault()
        check()
      }}
    >
      <FileNotes file={file} />
      {problem && (
        <Banner tone="danger" role="alert" title={problem.message}>
          {problem.hint}
        </Banner>
      )}
      <Card title="Match the columns">
        <div className="grid gap-4 sm:grid-cols-2">
          {field('account')}
          {field('limit')}
        </div>
      </Card>
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
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack} disabled={busy}>
          Choose another file
        </Button>
        <Button type="submit" variant="primary" pending={busy} pendingLabel="Checking every row…">
          Check {formatCount(lines.length, 'limit')}
        </Button>
      </div>
    </form>
  )
}
