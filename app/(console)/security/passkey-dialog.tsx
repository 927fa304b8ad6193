'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { ProblemError } from '@/app/fetch-json'
import { Field } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { passkeyInput } from '@/lib/operator-inputs'
import { z } from '@/lib/zod'
import { FormDialog } from '../_shell/form-dialog'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { addPasskey, startPasskey } from './actions'
import { browserWords } from './browser-words'
import { RecoveryCodesDialog } from './recovery-codes-dialog'

const nameInput = z.pick(passkeyInput, { name: true })

/**
 * Creates a passkey on the device. Null when the browser's prompt was closed. Throws ProblemError if the device already
 * has one.
 */
async function register(options: Record<string, unknown>) {
  const { startRegistration, WebAuthnError } = await import('@simplewebauthn/browser')
  try {
    const credential = await startRegistration({ optionsJSON: options as never })
    return { ...credential, type: 'public-key' as const }
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
      throw new ProblemError({ code: 'conflict', message: 'This device already has a passkey for this console.' })
    }
    return null
  }
}

export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null)
  const { run } = useRun(securityKeys.all)
  const form = useForm({
    resolver: zodResolver(nameInput),
    defaultValues: { name: browserWords(navigator.userAgent) },
  })
  const { errors, isSubmitting } = form.formState
  const submit = sendForm(form, ['name'], async ({ name }) => {
    const asked = await run(startPasskey, {})
    const credential = await register(asked.options)
    if (!credential) return
    const made = await run(addPasskey, { ticket: asked.ticket, name, credential })
    toast.success(`${name} added`, { description: 'Your other sessions were ended.' })
    if (made.codes.length > 0) setCodes(made.codes)
    else onClose()
  })
  if (codes) return <RecoveryCodesDialog codes={codes} onClose={onClose} />
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser asks where to store it: on this device, on your phone or on a security key."
      errors={errors}
      busy={isSubmitting}
      label="Add passkey"
      busyLabel="Waiting for your device…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" hint="Helps you recognize it in your list of passkeys." error={errors.name?.message} required>
        {control => <Input {...control} {...form.register('name')} maxLength={60} autoComplete="off" />}
      </Field>
    </FormDialog>
  )
}
