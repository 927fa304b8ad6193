'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { customPricingInput } from '@/lib/account-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { setCustomPricing } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

const untyped = { reason: '' }

export function PricingDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const words = { done: `Custom pricing of ${name} changed`, failed: `Custom pricing of ${name} was not changed` }
  const draft = useDraft(`pricing:${account.id}`)
  const { send, busy } = useAccountCommand(
    account,
    'account.custom_pricing',
    setCustomPricing,
    words,
    onClose,
    draft.name,
  )
  const form = useForm({
    resolver: zodResolver(customPricingInput),
    defaultValues: { accountId: account.id, allow: account.customPricing ?? false, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const allow = useWatch({ control: form.control, name: 'allow' })
  const now = (value: boolean) => (account.customPricing === value ? ' (current)' : '')
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['allow', 'reason'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Change custom pricing of <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label="Change custom pricing"
          busyLabel="Changing…"
          variant="primary"
          disabled={allow === account.customPricing}
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
        <Controller
          control={form.control}
          name="allow"
          render={({ field }) => (
            <RadioGroup
              legend="Custom pricing"
              variant="card"
              value={field.value ? 'on' : 'off'}
              onChange={value => field.onChange(value === 'on')}
              onBlur={field.onBlur}
              options={[
                {
                  value: 'on',
                  label: `Allowed${now(true)}`,
                  description: 'You can set prices for this account.',
                },
                {
                  value: 'off',
                  label: `Off${now(false)}`,
                  description: 'Your manager account’s prices apply.',
                },
              ]}
            />
          )}
        />
        <Field label="Reason" hint="New prices may take a while to apply at Telnyx." error={errors.reason?.message}>
          {control => <Textarea {...control} {...form.register('reason')} rows={2} />}
        </Field>
      </div>
    </Dialog>
  )
}
