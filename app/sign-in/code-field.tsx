import type { ComponentProps } from 'react'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'

/** For a code from the operator's app, or a recovery code. */
export function CodeField({ error, ...registered }: ComponentProps<typeof Input> & { error: string | undefined }) {
  return (
    <Field label="Code" hint="Enter the six digits from your authenticator app, or a recovery code." error={error}>
      {control => <Input {...control} {...registered} autoComplete="one-time-code" autoFocus spellCheck={false} mono />}
    </Field>
  )
}
