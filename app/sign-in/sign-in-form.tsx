'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Building2, KeyRound } from 'lucide-react'
import { Controller, useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { signInInput } from '@/lib/operator'
import { leaveForSingleSignOn, signInBy } from '../session-client'
import { signInProblem } from './problem-words'
import { usePasskeySignIn } from './use-passkey-sign-in'

// `method="post"` on every form with a secret: pressed before the script has taken over, a form is sent by the browser itself, and by
// default into the address.

export function SignInForm({ next, sso }: { next: string; sso: string | null }) {
  const form = useForm({ resolver: zodResolver(signInInput), defaultValues: { email: '', password: '' } })
  const passkey = usePasskeySignIn(next)
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState

  const submit = form.handleSubmit(async ({ email, password }) => {
    const answer = await signInBy('password', { email, password })
    if (answer === 'ok') {
      // A whole load: nothing of an earlier operator stays in memory. Who owes a second factor is asked for it there.
      window.location.assign(next)
      return
    }
    form.setError('root', {
      message: signInProblem(answer, 'This e-mail address and password do not belong together.'),
    })
    if (answer !== 'unreachable') form.setFocus('password')
  })

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
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
      <div className="grid gap-2 border-border border-t pt-4">
        <Button onClick={passkey.start} pending={passkey.pending} pendingLabel="Waiting for your passkey…">
          <KeyRound aria-hidden />
          Use a passkey
        </Button>
        {sso && (
          <Button onClick={() => void leaveForSingleSignOn(next)}>
            <Building2 aria-hidden />
            Continue with {sso}
          </Button>
        )}
      </div>
    </form>
  )
}
