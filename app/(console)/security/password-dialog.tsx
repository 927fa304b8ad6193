'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { StrengthMeter } from '@/components/form/strength-meter'
import { problemOf } from '@/components/states/problem-of'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { passwordLength } from '@/lib/operator'
import { passwordInput } from '@/lib/operator-inputs'
import { z } from '@/lib/zod'
import { DialogButtons } from '../_shell/dialog-buttons'
import { usePasswordStrength } from '../_shell/password-strength'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { setPassword } from './actions'

type Props = {
  first: boolean
  hasFactor: boolean
  operator: { name: string; email: string }
  onClose: () => void
}

export function PasswordDialog({ first, hasFactor, operator, onClose }: Props) {
  const least = hasFactor ? passwordLength.withFactor : passwordLength.min
  const schema = passwordInput.check(
    z.refine(input => [...input.password].length >= least, {
      path: ['password'],
      error: `Use ${least} characters or more; ${passwordLength.withFactor} are enough with a second factor.`,
    }),
  )
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '' } })
  const password = useWatch({ control: form.control, name: 'password' })
  const strength = usePasswordStrength(password, `${operator.name} ${operator.email}`)
  const { busy, run } = useRun(securityKeys.all)
  const submit = form.handleSubmit(async input => {
    try {
      await run(setPassword, input)
      toast.success(first ? 'Password set' : 'Password changed', {
        description: 'Your other sessions were ended.',
      })
      onClose()
    } catch (error) {
      applyProblem(form.setError, problemOf(error), ['password'])
    }
  })
  const { errors } = form.formState
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title={first ? 'Set password' : 'Change password'}
      description="Your sessions in other browsers end. This session continues."
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Save password" busyLabel="Saving…" variant="primary" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        {/* Tells password managers whose password this is. */}
        <input type="email" name="email" value={operator.email} autoComplete="username" readOnly hidden />
        <PasswordField
          control={form.control}
          label="New password"
          hint={`${least} characters or more. A few unrelated words are strong and easy to remember.`}
          autoComplete="new-password"
          generate
          required
          meter={password !== '' && <StrengthMeter score={strength?.score ?? null} advice={strength?.advice} />}
        />
      </div>
    </Dialog>
  )
}
