import type { ReactNode } from 'react'
import { Field } from '@/components/form/field'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { BulkKind } from '@/lib/job'
import { DisableFields } from '../dialogs/disable-fields'
import { SendNow } from '../dialogs/send-now'
import type { Draft, TextField } from './draft'

export type FieldsProps = {
  draft: Draft
  errors: Record<string, string>
  onChange: (patch: Partial<Draft>) => void
  /** The props that connect a text field with the draft. */
  bind: (field: TextField) => { value: string; onChange: (event: { target: { value: string } }) => void }
  /** Approval is required. */
  approval: boolean
}

type Form = {
  parameters: (draft: Draft) => Record<string, unknown>
  /** The fields that define the change, shown before what it would do. */
  Fields?: (props: FieldsProps) => ReactNode
  /** The fields that give the reason, shown after it. */
  Reason: (props: FieldsProps) => ReactNode
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text.replace(/[\s,]/g, '')))

/** The form of each bulk change. */
export const bulkForms: Record<BulkKind, Form> = {
  'accounts.disable': {
    parameters: ({ reason, note, ticket, reviewOn }) => ({ reason, note, ticket, reviewOn }),
    Reason: DisableReasonFields,
  },
  'accounts.enable': {
    parameters: ({ note, reenableConnections }) => ({ reason: note, reenableConnections }),
    Fields: ({ draft, onChange }) => (
      <Checkbox
        checked={draft.reenableConnections}
        onChange={event => onChange({ reenableConnections: event.target.checked })}
        label="Also re-enable their connections"
        description="Otherwise they stay off, and calls over them fail until they are enabled in Telnyx’s portal. Connections that fail Telnyx’s validation stay off in any case."
      />
    ),
    Reason: props => <ReasonField {...props} required />,
  },
  'accounts.custom_pricing': {
    parameters: ({ allow, note }) => ({ allow, reason: note }),
    Fields: ({ draft, onChange }) => (
      <RadioGroup
        legend="Custom pricing"
        variant="card"
        value={draft.allow ? 'yes' : 'no'}
        onChange={value => onChange({ allow: value === 'yes' })}
        options={[
          { value: 'yes', label: 'Allowed' },
          { value: 'no', label: 'Off' },
        ]}
      />
    ),
    Reason: ReasonField,
  },
  'accounts.channel_limit': {
    parameters: ({ limit, note }) => ({ limit: number(limit), reason: note }),
    Fields: ({ errors, bind }) => (
      <Field label="Channel limit" hint="For each account." error={errors.limit} required>
        {control => <Input {...control} {...bind('limit')} data-autofocus inputMode="numeric" />}
      </Field>
    ),
    Reason: ReasonField,
  },
}

function ReasonField({ errors, bind, required = false }: FieldsProps & { required?: boolean }) {
  return (
    <Field label="Reason" error={errors.note} required={required}>
      {control => <Textarea {...control} {...bind('note')} rows={2} />}
    </Field>
  )
}

function DisableReasonFields({ draft, errors, bind, onChange, approval }: FieldsProps) {
  return (
    <>
      <DisableFields bind={bind} error={field => errors[field]} whom="these accounts" />
      {!approval && (
        <SendNow
          reason={draft.reason}
          checked={draft.now}
          onChange={event => onChange({ now: event.target.checked })}
        />
      )}
    </>
  )
}
