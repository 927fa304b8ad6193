import type { UseFormRegisterReturn } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { disableReasons } from '@/lib/account-words'
import { DaysAreIn } from '../../_shell/time-zone'

type FieldName = 'reason' | 'note' | 'ticket' | 'reviewOn'

type Props = {
  /** The props that connect a field with its form. */
  bind: (
    field: FieldName,
  ) => UseFormRegisterReturn | { value: string; onChange: (event: { target: { value: string } }) => void }
  error: (field: FieldName) => string | undefined
  /** "this account" */
  whom: string
}

const reasons = Object.entries(disableReasons).map(([value, label]) => ({ value, label }))

/** Why one or many accounts are disabled. */
export function DisableFields({ bind, error, whom }: Props) {
  return (
    <>
      <Field label="Reason" error={error('reason')} required>
        {control => (
          <Select {...control} {...bind('reason')} data-autofocus placeholder="Choose a reason" options={reasons} />
        )}
      </Field>
      <Field label="Details" hint="Stays in the console. Telnyx does not receive it." error={error('note')}>
        {control => <Textarea {...control} {...bind('note')} rows={2} />}
      </Field>
      <div className="grid gap-4 xs:grid-cols-2">
        <Field label="Ticket" hint="A ticket number or a link." error={error('ticket')}>
          {control => <Input {...control} {...bind('ticket')} placeholder="ZD-48213" />}
        </Field>
        <Field
          label="Review on"
          hint={
            <>
              When to review {whom}. <DaysAreIn />
            </>
          }
          error={error('reviewOn')}
        >
          {control => <Input {...control} {...bind('reviewOn')} type="date" />}
        </Field>
      </div>
    </>
  )
}
