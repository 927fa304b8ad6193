'use client'

import { useState } from 'react'
import { Field } from '@/components/form/field'
import { formatCount } from '@/components/ui/number'
import { Section } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { type ImportColumn, type ImportMapping, importLabels } from '@/lib/account-import'
import { columnOptions, MatchColumns, type MatchProps } from '../../_shell/import/match-columns'
import { Preview } from './preview'

const hints: Record<ImportColumn, string> = {
  name: 'You cannot change this later.',
  email: 'If blank, an address is generated from yours.',
  rollupBilling: 'You cannot change this later.',
  customPricing: 'You can change this later.',
}

/** The choices instead of a column of the file. */
const elsewhere: Record<ImportColumn, { value: string; label: string }[]> = {
  name: [],
  email: [{ value: '', label: 'Not in the file: generate an address for each' }],
  rollupBilling: [
    { value: 'yes', label: 'All: rollup billing' },
    { value: 'no', label: 'All: own balance' },
  ],
  customPricing: [
    { value: 'no', label: 'All: off' },
    { value: 'yes', label: 'All: allowed' },
  ],
}

type Props = MatchProps & {
  mapping: ImportMapping
  operatorEmail: string
  onChange: (mapping: ImportMapping) => void
}

export function ColumnsStep({ mapping, operatorEmail, onChange, ...step }: Props) {
  const { table } = step.file
  const [errors, setErrors] = useState<Partial<Record<ImportColumn, string>>>({})
  const check = () => {
    const missing = {
      ...(mapping.name === null && { name: 'Choose the column with the business names.' }),
      ...(mapping.rollupBilling === null && { rollupBilling: 'Choose rollup billing or own balance.' }),
    }
    setErrors(missing)
    if (Object.keys(missing).length === 0) step.onCheck()
  }
  const field = (column: ImportColumn, required: boolean) => (
    <Field label={importLabels[column]} hint={hints[column]} error={errors[column]} required={required}>
      {control => (
        <Select
          {...control}
          placeholder={required ? 'Choose…' : undefined}
          options={elsewhere[column]}
          value={String(mapping[column] ?? '')}
          onChange={event => {
            setErrors({})
            onChange({ ...mapping, [column]: chosen(event.target.value) })
          }}
        >
          <optgroup label="Columns in the file">
            {columnOptions(step.file).map(option => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </optgroup>
        </Select>
      )}
    </Field>
  )
  return (
    <MatchColumns
      {...step}
      count={formatCount(table.lines.length, 'row')}
      fields={
        <>
          {field('name', true)}
          {field('email', false)}
          {field('rollupBilling', true)}
          {field('customPricing', false)}
        </>
      }
      onCheck={check}
    >
      <Section title="Preview of the first rows">
        <Preview table={table} mapping={mapping} operatorEmail={operatorEmail} />
      </Section>
    </MatchColumns>
  )
}

function chosen(value: string): number | 'yes' | 'no' | null {
  if (value === '') return null
  return value === 'yes' || value === 'no' ? value : Number(value)
}
