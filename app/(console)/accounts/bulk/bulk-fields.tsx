'use client'

import type { ReactNode } from 'react'
import { Field, FieldError } from '@/components/form/field'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { formatNumber } from '@/components/ui/number'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { disableReasons } from '@/lib/account-words'
import type { BulkKind } from '@/lib/job'
import { type Draft, endangers } from './draft'

const reasons = Object.entries(disableReasons).map(([value, label]) => ({ value, label }))

type Props = {
  kind: BulkKind
  draft: Draft
  errors: Record<string, string>
  onChange: (patch: Partial<Draft>) => void
  /** Accounts of the selection. */
  total: number
  /** Approval is required. Then the number of accounts is not typed to confirm. */
  approval: boolean
  /** Shown after the fields that define the change, before those that confirm it. */
  summary: ReactNode
}

export function BulkFields(props: Props) {
  const { kind, draft, errors, onChange, total, approval, summary } = props
  return (
    <>
      {kind === 'accounts.custom_pricing' && (
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
      )}
      {kind === 'accounts.channel_limit' && (
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
      )}
      {kind === 'accounts.enable' && (
        <Checkbox
          checked={draft.reenableConnections}
          onChange={event => onChange({ reenableConnections: event.target.checked })}
          label="Also re-enable their connections"
          description="Otherwise they stay off, and calls over them fail until they are enabled in Telnyx’s portal. Connections that fail Telnyx’s validation stay off in any case."
        />
      )}
      {summary}
      {kind === 'accounts.disable' ? <DisableFields {...props} /> : <ReasonField {...props} />}
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
      {approval ? (
        <Field label="Message to the approver" hint="Say why this is needed." error={errors.why} required>
          {control => (
            <Textarea
              {...control}
              rows={2}
              value={draft.why}
              onChange={event => onChange({ why: event.target.value })}
            />
          )}
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
          {control => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={draft.typedCount}
              onChange={event => onChange({ typedCount: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function ReasonField({ kind, draft, errors, onChange }: Props) {
  return (
    <Field label="Reason" error={errors.note} required={kind === 'accounts.enable'}>
      {control => (
        <Textarea {...control} rows={2} value={draft.note} onChange={event => onChange({ note: event.target.value })} />
      )}
    </Field>
  )
}

function DisableFields({ draft, errors, onChange, approval }: Props) {
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
        <Field label="Review on" hint="When to review these accounts." error={errors.reviewOn}>
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
      {!approval && draft.reason !== 'fraud' && (
        <Checkbox
          checked={draft.now}
          onChange={event => onChange({ now: event.target.checked })}
          label="Disable now, without time to undo"
        />
      )}
    </>
  )
}
