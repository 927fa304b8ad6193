'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Building2 } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { passwordLength } from '@/lib/operator'
import { linkInput } from '@/lib/operator-inputs'
import { leaveForSingleSignOn } from '../session-client'
import { unanswered } from '../unanswered'
import { acceptLink, keepInvitation } from './actions'

type Props = { token: string; joining: boolean; email: string; sso: string | null }

export function JoinForm({ token, joining, email, sso }: Props) {
  const form = useForm({
    resolver: zodResolver(linkInput),
    defaultValues: { token, password: '', ...(joining && { name: '' }) },
  })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState

  const submit = form.handleSubmit(async input => {
    const result = await acceptLink(input).catch(unanswered)
    if (result.ok === true) return window.location.assign('/sign-in?ready=1')
    if (result.ok === false) applyProblem(form.setError, result.problem, joining ? ['password', 'name'] : ['password'])
  })

  const joinBySingleSignOn = async () => {
    const result = await keepInvitation({ token }).catch(unanswered)
    if (result.ok === true) return leaveForSingleSignOn('/')
    if (result.ok === false) applyProblem(form.setError, result.problem, [])
  }

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      {joining && (
        <Field label="Your name" error={errors.name?.message} required>
          {control => <Input {...control} {...form.register('name')} autoComplete="name" autoFocus />}
        </Field>
      )}
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField
        control={form.control}
        label="Password"
        hint={`${passwordLength.min} characters or more. A few unrelated words are strong and easy to remember.`}
        generate
        required
      />
      <Button type="submit" variant="primary" pending={isSubmitting || isSubmitSuccessful} pendingLabel="Saving…">
        {joining ? 'Join' : 'Set password'}
      </Button>
      {sso && (
        <div className="grid border-border border-t pt-4">
          <Button onClick={joinBySingleSignOn}>
            <Building2 aria-hidden />
            Continue with {sso}
          </Button>
        </div>
      )}
    </form>
  )
}
