'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field, FieldError } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { disableAccountInput } from '@/lib/account-inputs'
import { disableReasons } from '@/lib/account-words'
import { allowedSwitch } from '@/lib/accounts'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { DaysAreIn } from '../../_shell/time-zone'
import { disableAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'
import { SendNow } from './send-now'

const reasons = Object.entries(disableReasons).map(([value, label]) => ({ value, label }))

const untyped = { reason: '', note: '', ticket: '', reviewOn: '' }

export function DisableDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const words = { done: `${name} is disabled`, failed: `${name} was not disabled` }
  const draft = useDraft(`disable:${account.id}`)
  const { send, busy } = useAccountCommand(account, 'account.disable', disableAccount, words, onClose, draft.name)
  const form = useForm({
    resolver: zodResolver(disableAccountInput),
    defaultValues: {
      accountId: account.id,
      note: '',
      ticket: '',
      reviewOn: '',
      emergencyConfirmed: false,
      typedName: '',
      now: false,
      ...draft.kept,
    },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const reason = useWatch({ control: form.control, name: 'reason' })
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem)
      applyProblem(form.setError, problem, ['reason', 'note', 'ticket', 'reviewOn', 'emergencyConfirmed', 'typedName'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Disable <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Disable account" busyLabel="Disabling…" variant="danger" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
        {account.status === 'unknown' && <Banner tone="warning">{allowedSwitch('unknown').why}</Banner>}
        {account.protectedReason !== null && (
          <Banner tone="warning" title="This account is protected">
            {account.protectedReason}
          </Banner>
        )}
        <Effects />
        <Field label="Reason" error={errors.reason?.message} required>
          {control => (
            <Select
              {...control}
              {...form.register('reason')}
              data-autofocus
              placeholder="Choose a reason"
              options={reasons}
            />
          )}
        </Field>
        <Field label="Details" hint="Stays in the console. Telnyx does not receive it." error={errors.note?.message}>
          {control => <Textarea {...control} {...form.register('note')} rows={2} />}
        </Field>
        <div className="grid gap-4 xs:grid-cols-2">
          <Field label="Ticket" hint="A ticket number or a link." error={errors.ticket?.message}>
            {control => <Input {...control} {...form.register('ticket')} placeholder="ZD-48213" />}
          </Field>
          <Field
            label="Review on"
            hint={
              <>
                When to review this account. <DaysAreIn />
              </>
            }
            error={errors.reviewOn?.message}
          >
            {control => <Input {...control} {...form.register('reviewOn')} type="date" />}
          </Field>
        </div>
        <div className="rounded-lg border border-warning/35 bg-warning-subtle px-3 py-2.5">
          <Checkbox
            {...form.register('emergencyConfirmed')}
            aria-invalid={errors.emergencyConfirmed ? true : undefined}
            aria-required
            label="Calls may fail, including emergency calls (911/112). The customer has another line or has been told."
          />
          {errors.emergencyConfirmed?.message && <FieldError>{errors.emergencyConfirmed.message}</FieldError>}
        </div>
        <SendNow reason={reason} {...form.register('now')} />
        {account.protectedReason !== null && (
          <Field
            label={
              <>
                Type <bdi className="font-semibold">{name}</bdi> to confirm
              </>
            }
            error={errors.typedName?.message}
            required
          >
            {control => <Input {...control} {...form.register('typedName')} autoComplete="off" spellCheck={false} />}
          </Field>
        )}
      </div>
    </Dialog>
  )
}

function Effects() {
  return (
    <div className="grid gap-3 xs:grid-cols-2">
      <div>
        <p className="font-medium">Stops</p>
        <ul className="list-disc pl-4 text-muted">
          <li>New calls and messages</li>
          <li>Portal sign-in of the account and its sub-users</li>
        </ul>
      </div>
      <div>
        <p className="font-medium">Continues</p>
        <ul className="list-disc pl-4 text-muted">
          <li>Calls in progress</li>
        </ul>
      </div>
    </div>
  )
}
