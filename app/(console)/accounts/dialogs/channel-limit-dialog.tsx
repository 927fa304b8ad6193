'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field, FieldError } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { formatCount } from '@/components/ui/number'
import { Textarea } from '@/components/ui/textarea'
import { type ChannelLimitInput, channelLimitInput } from '@/lib/account-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { setChannelLimit } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

export function ChannelLimitDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const words = {
    done: `Channel limit of ${name} changed`,
    failed: `The channel limit of ${name} was not changed`,
  }
  const { send, busy } = useAccountCommand(account, 'account.channel_limit', setChannelLimit, words, onClose)
  const form = useForm<ChannelLimitInput>({
    resolver: zodResolver(channelLimitInput),
    defaultValues: {
      accountId: account.id,
      ...(account.channelLimit !== null && { limit: account.channelLimit }),
      reason: '',
      emergencyConfirmed: false,
    },
  })
  const { errors } = form.formState
  const limit = useWatch({ control: form.control, name: 'limit' })
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['limit', 'reason', 'emergencyConfirmed'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Change channel limit of <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label="Change channel limit"
          busyLabel="Changing…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <p className="text-muted">
          {account.channelLimit === null
            ? 'The current limit is unknown because Telnyx does not report it. The console shows the limit that you set here.'
            : `Last known limit: ${formatCount(account.channelLimit, 'channel')}.`}
        </p>
        <Field
          label="Global outbound channels"
          hint="How many outbound calls the account can have at the same time."
          error={errors.limit?.message}
          required
        >
          {control => (
            <Input
              {...control}
              {...form.register('limit', { valueAsNumber: true })}
              data-autofocus
              type="number"
              min={0}
              step={1}
              inputMode="numeric"
              className="figures w-36"
            />
          )}
        </Field>
        {limit === 0 && (
          <div className="rounded-lg border border-warning/35 bg-warning-subtle px-3 py-2.5">
            <Checkbox
              {...form.register('emergencyConfirmed')}
              aria-invalid={errors.emergencyConfirmed ? true : undefined}
              aria-required
              label="With 0 channels, no outbound calls go through, including emergency calls (911/112). The customer has another line or has been told."
            />
            {errors.emergencyConfirmed?.message && <FieldError>{errors.emergencyConfirmed.message}</FieldError>}
          </div>
        )}
        <Field label="Reason" error={errors.reason?.message}>
          {control => <Textarea {...control} {...form.register('reason')} rows={2} />}
        </Field>
      </div>
    </Dialog>
  )
}
