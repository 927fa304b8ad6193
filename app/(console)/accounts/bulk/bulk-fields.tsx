'use client'

import type { ReactNode } from 'react'
import { Field } from '@/components/form/field'
import { Textarea } from '@/components/ui/textarea'
import type { BulkKind } from '@/lib/job'
import { EmergencyBox } from '../emergency-box'
import { TypedCount } from '../typed-count'
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
        <EmergencyBox
          checked={draft.emergencyConfirmed}
          onChange={event => onChange({ emergencyConfirmed: event.target.checked })}
          error={errors.emergencyConfirmed}
          label="Calls may fail, including emergency calls (911/112). The customers have another line or have been told."
        />
      )}
      {/* The approver confirms the number instead. */}
      {approval ? (
        <Field label="Message to the approver" hint="Say why this is needed." error={errors.why} required>
          {control => <Textarea {...control} {...bind('why')} rows={2} />}
        </Field>
      ) : (
        <TypedCount
          {...bind('typedCount')}
          count={total}
          hint="The number of selected accounts."
          error={errors.typedCount}
        />
      )}
    </>
  )
}
