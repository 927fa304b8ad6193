'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { passwordLength } from '@/lib/operator'
import { firstOwnerInput } from '@/lib/operator-inputs'
import { unanswered } from '../unanswered'
import { createFirstOwner } from './actions'

export function SetupForm({ token }: { token: string }) {
  const form = useForm({
    resolver: zodResolver(firstOwnerInput),
    defaultValues: { token, name: '', email: '', password: '' },
  })
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState

  const submit = form.handleSubmit(async input => {
    const result = await createFirstOwner(input).catch(unanswered)
    if (result.ok === true) return window.location.assign('/sign-in?ready=1')
    if (result.ok === false) applyProblem(form.setError, result.problem, ['name', 'email', 'password'])
  })

  return (
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <FormErrors errors={errors} />
      <Field label="Your name" error={errors.name?.message} required>
        {control => <Input {...control} {...form.register('name')} autoComplete="name" autoFocus />}
      </Field>
      <Field label="E-mail" hint="You sign in with it." error={errors.email?.message} required>
        {control => <Input {...control} {...form.register('email')} type="email" autoComplete="username" />}
      </Field>
      <PasswordField
        control={form.control}
        label="Password"
        hint={`${passwordLength.min} characters or more. A few unrelated words are strong and easy to remember.`}
        generate
        required
      />
      <Button type="submit" variant="primary" pending={isSubmitting || isSubmitSuccessful} pendingLabel="Setting up…">
        Create the first owner
      </Button>
    </form>
  )
}
