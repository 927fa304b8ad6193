'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { KeyRound } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { factorInput } from '@/lib/operator'
import { endSession, signInBy } from '../session-client'
import { signInProblem } from './problem-words'
import { usePasskeySignIn } from './use-passkey-sign-in'

/** After the right password: a code of the operator's app, a recovery code, or a passkey. */
export function CodeForm({ next }: { next: string }) {
  const form = useForm({ resolver: zodResolver(factorInput), defaultValues: { code: '' } })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState
  const passkey = usePasskeySignIn(next)

  const submit = form.handleSubmit(async ({ code }) => {
    const answer = await signInBy('code', { code })
    if (answer === 'ok') return window.location.assign(next)
    form.setError('root', {
      message: signInProblem(answer, 'This code is not right, or was used before. Wait for the next one.'),
    })
    form.setFocus('code')
  })

  const startAnew = async () => {
    await endSession().catch(() => null)
    window.location.assign('/sign-in')
  }

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
      <Field
        label="Code"
        hint="Six digits of your authenticator app. Without it, one of your recovery codes."
        error={errors.code?.message}
      >
        {control => (
          <Input
            {...control}
            {...form.register('code')}
            autoComplete="one-time-code"
            autoFocus
            spellCheck={false}
            mono
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={isSubmitting || isSubmitSuccessful} pendingLabel="Signing in…">
        Sign in
      </Button>
      <Button onClick={passkey.start} pending={passkey.pending} pendingLabel="Waiting for your passkey…">
        <KeyRound aria-hidden />
        Use a passkey
      </Button>
      <Button variant="ghost" onClick={startAnew}>
        Sign in as somebody else
      </Button>
    </form>
  )
}
