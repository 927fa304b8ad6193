'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Building2, KeyRound } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { signInBy } from '@/app/session-client'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { signInInput } from '@/lib/operator-inputs'
import { signInProblem } from './problem-words'
import { type SignInProps, usePasskeySignIn } from './use-passkey-sign-in'

// Every form with a secret has `method="post"`. If it is submitted before hydration, the browser sends it itself, and
// by default puts its fields into the address.

export function SignInForm({ sso, operator, onSignedIn, onSingleSignOn }: SignInProps) {
  const form = useForm({
    resolver: zodResolver(signInInput),
    defaultValues: { email: operator?.email ?? '', password: '' },
  })
  const passkey = usePasskeySignIn({ operator, onSignedIn })
  const { errors, isSubmitting } = form.formState

  const submit = form.handleSubmit(async input => {
    const answer = await signInBy('password', { ...input, ...(operator && { tabOf: operator.id }) })
    if (answer === 'ok' && (await onSignedIn())) return
    const problem = answer === 'ok' ? 'unreachable' : answer
    form.setError('root', {
      message: signInProblem(problem, operator ? 'This is not your password.' : 'Wrong e-mail address or password.'),
    })
    if (problem !== 'unreachable') form.setFocus('password')
  })

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
      <Field label="E-mail" error={errors.email?.message}>
        {control => (
          <Input
            {...control}
            {...form.register('email')}
            type="email"
            autoComplete="username"
            readOnly={operator !== undefined}
            autoFocus={operator === undefined}
          />
        )}
      </Field>
      <PasswordField control={form.control} label="Password" data-autofocus={operator !== undefined || undefined} />
      <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Signing in…">
        Sign in
      </Button>
      <div className="grid gap-2 border-border border-t pt-4">
        <Button onClick={passkey.start} pending={passkey.pending} pendingLabel="Waiting for your passkey…">
          <KeyRound aria-hidden />
          Use a passkey
        </Button>
        {sso && (
          <Button onClick={onSingleSignOn}>
            <Building2 aria-hidden />
            Continue with {sso}
          </Button>
        )}
      </div>
    </form>
  )
}
