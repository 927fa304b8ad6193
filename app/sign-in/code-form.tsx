'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { KeyRound } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { endSession, signInBy } from '@/app/session-client'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { factorInput } from '@/lib/operator-inputs'
import { CodeField } from './code-field'
import { signInProblem } from './problem-words'
import { type SignInProps, usePasskeySignIn } from './use-passkey-sign-in'

type Props = Pick<SignInProps, 'operator' | 'onSignedIn'> & {
  /** Back to the first step; the session with the pending factor has ended. */
  onRestart: () => void
}

/** The second step, after the password: a code from the operator's app, a recovery code, or a passkey. */
export function CodeForm({ operator, onSignedIn, onRestart }: Props) {
  const form = useForm({ resolver: zodResolver(factorInput), defaultValues: { code: '' } })
  const { errors, isSubmitting } = form.formState
  const passkey = usePasskeySignIn({ operator, onSignedIn })

  const submit = form.handleSubmit(async ({ code }) => {
    const answer = await signInBy('code', { code, ...(operator && { tabOf: operator.id }) })
    if (answer === 'ok' && (await onSignedIn())) return
    form.setError('root', {
      message: signInProblem(
        answer === 'ok' ? 'unreachable' : answer,
        'This code is wrong or was already used. Enter the next code.',
      ),
    })
    form.setFocus('code')
  })

  const restart = async () => {
    await endSession().catch(() => null)
    onRestart()
  }

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
      <CodeField {...form.register('code')} error={errors.code?.message} />
      <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Signing in…">
        Sign in
      </Button>
      <Button onClick={passkey.start} pending={passkey.pending} pendingLabel="Waiting for your passkey…">
        <KeyRound aria-hidden />
        Use a passkey
      </Button>
      <Button variant="ghost" onClick={restart}>
        {operator ? 'Back' : 'Sign in as another person'}
      </Button>
    </form>
  )
}
