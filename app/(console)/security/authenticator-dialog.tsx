'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { CopyButton } from '@/components/ui/copy-button'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { totpInput } from '@/lib/operator-inputs'
import { FormDialog } from '../_shell/form-dialog'
import { securityKeys } from '../_shell/queries'
import { useRun } from '../_shell/use-run'
import { confirmTotp } from './actions'
import { QrCode } from './qr-code'
import { RecoveryCodesDialog } from './recovery-codes-dialog'

type Props = { secret: string; uri: string; onClose: () => void }

/** Shows the secret for the app, checks a code from it, then shows recovery codes if there are none yet. */
export function AuthenticatorDialog({ secret, uri, onClose }: Props) {
  const [codes, setCodes] = useState<string[] | null>(null)
  const { busy, run } = useRun(securityKeys.all)
  const form = useForm({ resolver: zodResolver(totpInput), defaultValues: { code: '' } })
  const submit = sendForm(form, ['code'], async input => {
    const made = await run(confirmTotp, input)
    toast.success('Authenticator app added', { description: 'Your other sessions were ended.' })
    if (made.codes.length > 0) setCodes(made.codes)
    else onClose()
  })
  const { errors } = form.formState
  if (codes) return <RecoveryCodesDialog codes={codes} onClose={onClose} />
  return (
    <FormDialog
      title="Add an authenticator app"
      description="To finish, enter a code from the app."
      errors={errors}
      busy={busy}
      label="Add app"
      busyLabel="Checking…"
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid justify-items-center gap-3">
        <p className="justify-self-start">Scan this code with the app, or enter the key.</p>
        <QrCode text={uri} label="QR code with the key for the authenticator app" />
        <p className="flex max-w-full items-center gap-1">
          <span className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">
            {secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </span>
          <CopyButton value={secret} label="Copy key" />
        </p>
      </div>
      <Field label="Code" hint="The six digits the app shows now." error={errors.code?.message} required>
        {control => (
          <Input
            {...control}
            {...form.register('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            spellCheck={false}
            mono
          />
        )}
      </Field>
    </FormDialog>
  )
}
