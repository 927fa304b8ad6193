'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Textarea } from '@/components/ui/textarea'
import { enableAccountInput } from '@/lib/account-inputs'
import { allowedSwitch } from '@/lib/accounts'
import type { AccountDialogProps } from './account-dialogs'
import { AccountSummary } from './account-summary'
import { enableAccount } from './actions'
import { DialogButtons } from './dialog-buttons'
import { useAccountCommand } from './use-account-command'
import { accountName } from './words'

export function EnableDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const words = { done: `${name} is enabled`, failed: `${name} was not enabled` }
  const { send, busy } = useAccountCommand(account, 'account.enable', enableAccount, words, onClose)
  const form = useForm({
    resolver: zodResolver(enableAccountInput),
    defaultValues: { accountId: account.id, reason: '', reenableConnections: false },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['reason', 'reenableConnections'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Enable <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Enable account" busyLabel="Enabling…" variant="primary" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        {account.status === 'unknown' && <Banner tone="warning">{allowedSwitch('unknown').why}</Banner>}
        <p>The account and its sub-users can sign in to Telnyx’s portal again and use its services.</p>
        <Field label="Reason" error={errors.reason?.message} required>
          {control => <Textarea {...control} {...form.register('reason')} data-autofocus rows={2} />}
        </Field>
        <Checkbox
          {...form.register('reenableConnections')}
          label="Also re-enable its connections"
          description="Connections stay off after an account was disabled, and so do calls over them, unless this is asked for. Those that fail Telnyx’s validation stay off even then. Leave it off when the customer switches them on."
        />
      </div>
    </Dialog>
  )
}
