'use client'

import { type FormEvent, useId } from 'react'
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form'
import { Field, FieldError } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { StrengthMeter } from '@/components/form/strength-meter'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { LinkButton } from '@/components/ui/link-button'
import { RadioGroup } from '@/components/ui/radio-group'
import type { CreateAccountInput } from '@/lib/account-inputs'
import { proposeEmail } from '@/lib/accounts'
import { usePasswordStrength } from '../../_shell/password-strength'
import { Duplicates } from './duplicates'

type Props = {
  form: UseFormReturn<CreateAccountInput>
  operatorEmail: string
  busy: boolean
  onSubmit: (event: FormEvent) => void
}

export function CreateForm({ form, operatorEmail, busy, onSubmit }: Props) {
  const { errors } = form.formState
  const [formId, name, email] = useWatch({ control: form.control, name: ['id', 'name', 'email'] })
  const proposed = name.trim() && !email.trim() ? proposeEmail(name, operatorEmail) : null
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      <Card title="Account">
        <div className="grid gap-4">
          <Field
            label="Business name"
            hint="You cannot change it later, neither here nor through the API."
            error={errors.name?.message}
            required
          >
            {control => <Input {...control} {...form.register('name')} autoComplete="off" maxLength={255} autoFocus />}
          </Field>
          <Field
            label="E-mail"
            hint={
              proposed ? (
                <>
                  If blank, the account gets <span className="font-mono text-foreground">{proposed}</span>
                </>
              ) : (
                'Used to sign in to the account. It must not belong to a Telnyx account already.'
              )
            }
            error={errors.email?.message}
          >
            {control => (
              <Input
                {...control}
                {...form.register('email')}
                type="email"
                autoComplete="off"
                placeholder={proposed ?? undefined}
              />
            )}
          </Field>
          <Controller
            control={form.control}
            name="acknowledged"
            render={({ field, fieldState }) => (
              <Duplicates
                formId={formId}
                name={name}
                email={email}
                acknowledged={field.value}
                onAcknowledge={field.onChange}
                error={fieldState.error?.message}
                inputRef={field.ref}
              />
            )}
          />
          <Password form={form} known={`${name} ${email}`} />
        </div>
      </Card>
      <Card title="Billing">
        <div className="grid gap-4">
          <Rollup form={form} />
          <Checkbox
            {...form.register('customPricing')}
            label="Allow custom pricing"
            description="You can set prices for this account. Otherwise your manager account’s prices apply. You can change this later."
          />
        </div>
      </Card>
      <div className="flex justify-end gap-2">
        <LinkButton href="/accounts">Cancel</LinkButton>
        <Button type="submit" variant="primary" pending={busy} pendingLabel="Creating…">
          Create account
        </Button>
      </div>
    </form>
  )
}

function Password({ form, known }: { form: Props['form']; known: string }) {
  const password = useWatch({ control: form.control, name: 'password' })
  const strength = usePasswordStrength(password, known)
  return (
    <PasswordField
      control={form.control}
      label="Password"
      hint={
        password === ''
          ? 'Without a password, nobody can sign in to the account directly.'
          : 'Sent to Telnyx once and never stored by the console. It is shown once more after the account is created, in this tab only.'
      }
      generate
      meter={password !== '' && <StrengthMeter score={strength?.score ?? null} advice={strength?.advice} />}
    />
  )
}

function Rollup({ form }: { form: Props['form'] }) {
  const id = useId()
  return (
    <Controller
      control={form.control}
      name="rollupBilling"
      render={({ field, fieldState }) => (
        <div>
          <RadioGroup
            legend="Billing"
            hideLegend
            variant="card"
            value={field.value === undefined ? null : field.value ? 'rollup' : 'own'}
            onChange={value => field.onChange(value === 'rollup')}
            onBlur={field.onBlur}
            invalid={fieldState.invalid}
            describedBy={id}
            options={[
              {
                value: 'rollup',
                label: 'Rollup billing',
                description: 'Usage is billed to your manager account’s balance. You bill the customer.',
              },
              {
                value: 'own',
                label: 'Own balance',
                description: 'The account pays from its own balance, which must be funded first.',
              },
            ]}
          />
          <p id={id} className="mt-1.5 text-muted text-xs">
            You cannot change this later. Only Telnyx support can.
          </p>
          {fieldState.error?.message && <FieldError>{fieldState.error.message}</FieldError>}
        </div>
      )}
    />
  )
}
