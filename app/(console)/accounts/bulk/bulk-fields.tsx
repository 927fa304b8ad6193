'use client'

import type { ReactNode } from 'react'
import { Field, FieldError } from '@/components/form/field'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { formatNumber } from '@/components/ui/number'
import { Textarea } from '@/components/ui/textarea'
import type { BulkKind } from '@/lib/job'
import { endangers } from './change'
import { bulkForms, type FieldsProps } from './forms'

type Props = Omit<FieldsProps, 'bind'> & {
  kind: BulkKind
  /** Accounts of the selection. */
  total: number
  /** Shown after the fields that define the change, before those that confirm it. */
  summary: ReactNode
}

export function BulkFields(props: Props) {
  const { kind, draft, errors, onChange, total, approval, summary } = props
  const { Fields, Reason } = bulkForms[kind]
  const bind: FieldsProps['bind'] = field => ({
    value: draft[field],
    onChange: event => onChange({ [field]: event.target.value }),
  })
  return (
    <>
      {Fields && <Fields {...props} bind={bind} />}
      {summary}
      <Reason {...props} bind={bind} />
      {endangers(kind, draft) && (
        <div className="rounded-lg border border-warning/35 bg-warning-subtle px-3 py-2.5">
          <Checkbox
            checked={draft.emergencyConfirmed}
            onChange={event => onChange({ emergencyConfirmed: event.target.checked })}
            aria-invalid={errors.emergencyConfirmed ? true : undefined}
            aria-required
            label="Calls may fail, including emergency calls (911/112). The customers have another line or have been told."
          />
          {errors.emergencyConfirmed && <FieldError>{errors.emergencyConfirmed}</FieldError>}
        </div>
      )}
      {/* The approver confirms the number instead. */}
      {approval ? (
        <Field label="Message to the approver" hint="Say why this is needed." error={errors.why} required>
          {control => <Textarea {...control} {...bind('why')} rows={2} />}
        </Field>
      ) : (
        <Field
          label={
            <>
              Type <span className="figures font-semibold">{formatNumber(total)}</span> to confirm
            </>
          }
          hint="The number of selected accounts."
          error={errors.typedCount}
          required
        >
          {control => <Input {...control} {...bind('typedCount')} inputMode="numeric" autoComplete="off" />}
        </Field>
      )}
    </>
  )
}
