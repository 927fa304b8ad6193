'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field, FieldError } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { problemOf } from '@/components/states/problem-of'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import type { IssuedLink } from '@/lib/operator'
import { inviteInput } from '@/lib/operator-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
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
  const submit = form.handleSubmit(async input => {
    try {
      setIssued({ link: await run(inviteOperator, input), email: input.email })
    } catch (error) {
      applyProblem(form.setError, problemOf(error), ['email', 'role'])
    }
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
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="Invite operator"
      description="Create a link and give it to them. They use it to choose a name and a password."
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Create link" busyLabel="Creating…" variant="primary" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
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
      </div>
    </Dialog>
  )
}
