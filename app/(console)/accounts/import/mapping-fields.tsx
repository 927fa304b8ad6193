'use client'

import { Field } from '@/components/form/field'
import { Select } from '@/components/ui/select'
import { type ImportColumn, type ImportMapping, importLabels } from '@/lib/account-import'
import { headingOf } from '@/lib/columns-of-file'

export type MappingErrors = Partial<Record<ImportColumn, string>>

type Props = {
  header: readonly string[]
  /** Headings that cannot be chosen. */
  secrets: readonly string[]
  mapping: ImportMapping
  errors: MappingErrors
  onChange: (patch: Partial<ImportMapping>) => void
}

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

export function MappingFields({ header, secrets, mapping, errors, onChange }: Props) {
  const headings = header.flatMap((heading, at) =>
    secrets.includes(heading) ? [] : [{ value: String(at), label: headingOf(header, at) }],
  )
  const field = (column: ImportColumn, required: boolean) => (
    <Field label={importLabels[column]} hint={hints[column]} error={errors[column]} required={required}>
      {control => (
        <Select
          {...control}
          placeholder={required ? 'Choose…' : undefined}
          value={String(mapping[column] ?? '')}
          onChange={event => onChange({ [column]: chosen(event.target.value) })}
        >
          {elsewhere[column].map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
          <optgroup label="Columns in the file">
            {headings.map(option => (
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
    <div className="grid gap-4 sm:grid-cols-2">
      {field('name', true)}
      {field('email', false)}
      {field('rollupBilling', true)}
      {field('customPricing', false)}
    </div>
  )
}

function chosen(value: string): number | 'yes' | 'no' | null {
  if (value === '') return null
  return value === 'yes' || value === 'no' ? value : Number(value)
}
