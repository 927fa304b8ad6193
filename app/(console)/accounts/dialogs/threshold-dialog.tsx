'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Money } from '@/components/ui/money'
import { accountThresholdInput } from '@/lib/credit-threshold-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { setAccountThreshold } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

/** Sets below which the credit of one account is low. */
export function ThresholdDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const { threshold, currency } = account
  const words = {
    done: `Low credit threshold of ${name} changed`,
    failed: `The low credit threshold of ${name} was not changed`,
  }
  const { send, busy } = useAccountCommand(account, 'account.credit_threshold', setAccountThreshold, words, onClose)
  const form = useForm({
    resolver: zodResolver(accountThresholdInput),
    defaultValues: { accountId: account.id, amount: threshold?.source === 'account' ? threshold.amount : '' },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['amount'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Change low credit threshold of <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Change threshold" busyLabel="Changing…" variant="primary" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <Field
          label={currency ? `Threshold in ${currency}` : 'Threshold'}
          hint={
            threshold && (
              <>
                Empty: <Money amount={threshold.usual} currency={currency} />, as for other accounts
                {currency && ` in ${currency}`}.
              </>
            )
          }
          error={errors.amount?.message}
        >
          {control => (
            <Input
              {...control}
              {...form.register('amount')}
              inputMode="decimal"
              autoComplete="off"
              className="figures w-36"
              data-autofocus
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
