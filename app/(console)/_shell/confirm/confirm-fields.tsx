'use client'

import type { UseFormReturn } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { PasswordField } from '@/components/form/password-field'
import { Input } from '@/components/ui/input'

export type Proofs = { password: string; code: string }

export function PasswordProof({ form }: { form: UseFormReturn<Proofs> }) {
  return <PasswordField control={form.control} label="Your password" autoFocus />
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
