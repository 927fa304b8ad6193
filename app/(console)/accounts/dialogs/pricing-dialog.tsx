'use client'

import { Controller, useWatch } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import { customPricingInput } from '@/lib/account-inputs'
import { setCustomPricing } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'

export function PricingDialog(props: AccountDialogProps) {
  const { customPricing } = props.account
  const name = accountName(props.account)
  const { form, errors, dialog } = useAccountForm(props, {
    input: customPricingInput,
    action: 'account.custom_pricing',
    call: setCustomPricing,
    done: () => `Custom pricing of ${name} changed`,
    failed: `Custom pricing of ${name} was not changed`,
    draft: 'pricing',
    text: { reason: '' },
    values: { allow: customPricing ?? false },
    fields: ['allow', 'reason'],
  })
  const allow = useWatch({ control: form.control, name: 'allow' })
  const now = (value: boolean) => (customPricing === value ? ' (current)' : '')
  return (
    <AccountFormDialog
      {...dialog}
      title="Change custom pricing of"
      label="Change custom pricing"
      busyLabel="Changing…"
      disabled={allow === customPricing}
    >
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
              { value: 'on', label: `Allowed${now(true)}`, description: 'You can set prices for this account.' },
              { value: 'off', label: `Off${now(false)}`, description: 'Your manager account’s prices apply.' },
            ]}
          />
        )}
      />
      <Field label="Reason" hint="New prices may take a while to apply at Telnyx." error={errors.reason?.message}>
        {control => <Textarea {...control} {...form.register('reason')} rows={2} />}
      </Field>
    </AccountFormDialog>
  )
}
