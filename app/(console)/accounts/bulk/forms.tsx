import type { ReactNode } from 'react'
import { Field } from '@/components/form/field'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { disableReasons } from '@/lib/account-words'
import type { BulkKind } from '@/lib/job'
import { DaysAreIn } from '../../_shell/time-zone'
import { SendNow } from '../dialogs/send-now'
import type { Draft } from './draft'

export type FieldsProps = {
  draft: Draft
  errors: Record<string, string>
  onChange: (patch: Partial<Draft>) => void
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
    Fields: ({ draft, errors, onChange }) => (
      <Field label="Channel limit" hint="For each account." error={errors.limit} required>
        {control => (
          <Input
            {...control}
            data-autofocus
            inputMode="numeric"
            value={draft.limit}
            onChange={event => onChange({ limit: event.target.value })}
          />
        )}
      </Field>
    ),
    Reason: ReasonField,
  },
}

function ReasonField({ draft, errors, onChange, required = false }: FieldsProps & { required?: boolean }) {
  return (
    <Field label="Reason" error={errors.note} required={required}>
      {control => (
        <Textarea {...control} rows={2} value={draft.note} onChange={event => onChange({ note: event.target.value })} />
      )}
    </Field>
  )
}

const reasons = Object.entries(disableReasons).map(([value, label]) => ({ value, label }))

function DisableReasonFields({ draft, errors, onChange, approval }: FieldsProps) {
  return (
    <>
      <Field label="Reason" error={errors.reason} required>
        {control => (
          <Select
            {...control}
            data-autofocus
            placeholder="Choose a reason"
            options={reasons}
            value={draft.reason}
            onChange={event => onChange({ reason: event.target.value as Draft['reason'] })}
          />
        )}
      </Field>
      <Field label="Details" hint="Stays in the console. Telnyx does not receive it." error={errors.note}>
        {control => (
          <Textarea
            {...control}
            rows={2}
            value={draft.note}
            onChange={event => onChange({ note: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 xs:grid-cols-2">
        <Field label="Ticket" hint="A ticket number or a link." error={errors.ticket}>
          {control => (
            <Input
              {...control}
              placeholder="ZD-48213"
              value={draft.ticket}
              onChange={event => onChange({ ticket: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Review on"
          hint={
            <>
              When to review these accounts. <DaysAreIn />
            </>
          }
          error={errors.reviewOn}
        >
          {control => (
            <Input
              {...control}
              type="date"
              value={draft.reviewOn}
              onChange={event => onChange({ reviewOn: event.target.value })}
            />
          )}
        </Field>
      </div>
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
