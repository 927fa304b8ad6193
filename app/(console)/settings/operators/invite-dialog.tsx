'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { Field, FieldError } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import type { IssuedLink } from '@/lib/operator'
import { inviteInput } from '@/lib/operator-inputs'
import { FormDialog } from '../../_shell/form-dialog'
import { useRun } from '../../_shell/use-run'
import { inviteOperator } from './actions'
import { IssuedLinkDialog } from './issued-link'
import { operatorKeys } from './queries'
import { roleOptions } from './words'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [issued, setIssued] = useState<{ link: IssuedLink; email: string } | null>(null)
  const { busy, run } = useRun(operatorKeys.all)
  const form = useForm({ resolver: zodResolver(inviteInput), defaultValues: { email: '' } })
  const { errors } = form.formState
  const submit = sendForm(form, ['email', 'role'], async input => {
    setIssued({ link: await run(inviteOperator, input), email: input.email })
  })
  if (issued) {
    return (
      <IssuedLinkDialog
        issued={issued.link}
        title="Invitation created"
        description={`Anyone who opens this link joins as ${issued.email}.`}
        onClose={onClose}
      />
    )
  }
  return (
    <FormDialog
      size="md"
      title="Invite operator"
      description="Create a link and give it to them. They use it to choose a name and a password."
      errors={errors}
      busy={busy}
      label="Create link"
      busyLabel="Creating…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="E-mail"
        hint="They sign in with this address. The console sends no e-mail."
        error={errors.email?.message}
        required
      >
        {control => <Input {...control} {...form.register('email')} type="email" autoComplete="off" />}
      </Field>
      <Controller
        control={form.control}
        name="role"
        render={({ field, fieldState }) => (
          <div>
            <RadioGroup
              legend="Role"
              variant="card"
              options={roleOptions}
              value={field.value ?? null}
              onChange={field.onChange}
              onBlur={field.onBlur}
              invalid={fieldState.invalid}
            />
            {fieldState.error?.message && <FieldError>{fieldState.error.message}</FieldError>}
          </div>
        )}
      />
    </FormDialog>
  )
}
