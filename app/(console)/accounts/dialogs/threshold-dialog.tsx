'use client'

import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'
import { Money } from '@/components/ui/money'
import { accountThresholdInput } from '@/lib/credit-threshold-inputs'
import { setAccountThreshold } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'

/** Sets below which the credit of one account is low. */
export function ThresholdDialog(props: AccountDialogProps) {
  const name = accountName(props.account)
  const { threshold, currency } = props.account
  const { form, errors, dialog } = useAccountForm(props, {
    input: accountThresholdInput,
    action: 'account.credit_threshold',
    call: setAccountThreshold,
    done: () => `Low credit threshold of ${name} changed`,
    failed: `The low credit threshold of ${name} was not changed`,
    draft: 'threshold',
    text: {},
    values: { amount: threshold?.source === 'account' ? threshold.amount : '' },
    fields: ['amount'],
  })
  return (
    <AccountFormDialog
      {...dialog}
      title="Change low credit threshold of"
      label="Change threshold"
      busyLabel="Changing…"
    >
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
    </AccountFormDialog>
  )
}
