'use client'

import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import type { ImportMapping } from '@/lib/account-import'
import type { Problem } from '@/lib/errors'
import { FileNotes } from '../../_shell/import/file-notes'
import type { OpenFile } from '../../_shell/import/read-file'
import { type MappingErrors, MappingFields } from './mapping-fields'
import { Preview } from './preview'

type Props = {
  file: OpenFile
  mapping: ImportMapping
  operatorEmail: string
  onChange: (mapping: ImportMapping) => void
  busy: boolean
  problem: Problem | null
  onCheck: () => void
  onBack: () => void
}

export function ColumnsStep({ file, mapping, operatorEmail, onChange, busy, problem, onCheck, onBack }: Props) {
  const [errors, setErrors] = useState<MappingErrors>({})
  const check = () => {
    const missing: MappingErrors = {
      ...(mapping.name === null && { name: 'Choose the column with the business names.' }),
      ...(mapping.rollupBilling === null && { rollupBilling: 'Choose rollup billing or own balance.' }),
    }
    setErrors(missing)
    if (Object.keys(missing).length === 0) onCheck()
  }
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
        <Banner tone={problem.code === 'confirm_identity' ? 'info' : 'danger'} role="alert" title={problem.message}>
          {problem.hint}
        </Banner>
      )}
      <Card title="Match the columns">
        <MappingFields
          header={file.table.header}
          secrets={file.secrets}
          mapping={mapping}
          errors={errors}
          onChange={patch => {
            setErrors({})
            onChange({ ...mapping, ...patch })
          }}
        />
      </Card>
      <Section title="Preview of the first rows">
        <Preview table={file.table} mapping={mapping} operatorEmail={operatorEmail} />
      </Section>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack} disabled={busy}>
          Choose another file
        </Button>
        <Button type="submit" variant="primary" pending={busy} pendingLabel="Checking every row…">
          Check {formatCount(file.table.lines.length, 'row')}
        </Button>
      </div>
    </form>
  )
}
