'use client'

import { Controller, type UseFormReturn } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { PasswordField } from '@/components/form/password-field'
import { Input } from '@/components/ui/input'

export type Proofs = { password: string; code: string }

export function PasswordProof({ form }: { form: UseFormReturn<Proofs> }) {
  return (
    <Controller
      control={form.control}
      name="password"
      render={({ field, fieldState }) => (
        <PasswordField
          {...field}
          label="Your password"
          autoComplete="current-password"
          autoFocus
          error={fieldState.error?.message}
        />
      )}
    />
  )
}

export function CodeProof({ form, error }: { form: UseFormReturn<Proofs>; error: string | undefined }) {
  return (
    <Field label="Code" hint="Enter the six digits from your authenticator app, or a recovery code." error={error}>
      {control => (
        <Input {...control} {...form.register('code')} autoComplete="one-time-code" autoFocus spellCheck={false} mono />
      )}
    </Field>
  )
}
