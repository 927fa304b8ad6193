'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { PasswordField } from '@/components/form/password-field'
import { sendForm } from '@/components/form/send-form'
import { StrengthMeter } from '@/components/form/strength-meter'
import { toast } from '@/components/ui/toast'
import { passwordLength } from '@/lib/operator'
import { passwordInput } from '@/lib/operator-inputs'
import { z } from '@/lib/zod'
import { FormDialog } from '../_shell/form-dialog'
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
  const submit = sendForm(form, ['password'], async input => {
    await run(setPassword, input)
    toast.success(first ? 'Password set' : 'Password changed', { description: 'Your other sessions were ended.' })
    onClose()
  })
  return (
    <FormDialog
      title={first ? 'Set password' : 'Change password'}
      description="Your sessions in other browsers end. This session continues."
      errors={form.formState.errors}
      busy={busy}
      label="Save password"
      busyLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" value={operator.email} autoComplete="username" readOnly hidden />
      <PasswordField
        control={form.control}
        label="New password"
        hint={`${least} characters or more. A few unrelated words are strong and easy to remember.`}
        generate
        required
        meter={password !== '' && <StrengthMeter score={strength?.score ?? null} advice={strength?.advice} />}
      />
    </FormDialog>
  )
}
