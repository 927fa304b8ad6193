'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { signIn } from 'next-auth/react'
import { Controller, useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { signInInput } from '@/lib/operator'

// `method="post"` on every form with a secret: pressed before the script has taken over, a form is sent by the browser itself, and by
// default into the address.

export function SignInForm({ next }: { next: string }) {
  const form = useForm({ resolver: zodResolver(signInInput), defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState

  const submit = form.handleSubmit(async ({ email, password }) => {
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => null)
    if (answer?.ok && !answer.error) {
      // A whole load: nothing of an earlier operator stays in memory.
      window.location.assign(next)
      return
    }
    form.setError('root', {
      message: answer
        ? 'This e-mail address and password do not belong together.'
        : 'The console cannot be reached. Try again.',
    })
    if (answer) form.setFocus('password')
  })

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      <Field label="E-mail" error={errors.email?.message}>
        {control => <Input {...control} {...form.register('email')} type="email" autoComplete="username" autoFocus />}
      </Field>
      <Controller
        control={form.control}
        name="password"
        render={({ field, fieldState }) => (
          <PasswordField
            {...field}
            label="Password"
            autoComplete="current-password"
            error={fieldState.error?.message}
          />
        )}
      />
      <Button type="submit" variant="primary" pending={isSubmitting || isSubmitSuccessful} pendingLabel="Signing in…">
        Sign in
      </Button>
    </form>
  )
}
