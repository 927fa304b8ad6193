'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import { Textarea } from '@/components/ui/textarea'
import { protectAccountInput } from '@/lib/account-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
import type { AccountDialogProps } from '../account-dialogs'
import { protectAccount } from '../actions'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

/** Puts the protected mark on an account or takes it away. */
export function ProtectDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const protect = account.protectedReason === null
  const words = protect
    ? { done: `${name} is protected`, failed: `${name} was not protected` }
    : { done: `${name} is no longer protected`, failed: `${name} is still protected` }
  const { send, busy } = useAccountCommand(account, 'account.protect', protectAccount, words, onClose)
  const form = useForm({
    resolver: zodResolver(protectAccountInput),
    defaultValues: { accountId: account.id, protect, reason: '' },
  })
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['reason'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          {protect ? 'Protect' : 'Stop protecting'} <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label={protect ? 'Protect account' : 'Stop protecting'}
          busyLabel="Saving…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={form.formState.errors} />
        <AccountSummary account={account} />
        <p>
          {protect
            ? 'A protected account is left out whenever many accounts are changed at once. Disabling it takes an owner or a manager, who has to type its name.'
            : `It is protected because: ${account.protectedReason}. Without the mark, support can disable it again.`}
        </p>
        <Field
          label="Reason"
          hint={protect ? 'Everybody sees it: a hospital, our own lines, an alarm system.' : undefined}
          error={form.formState.errors.reason?.message}
          required
        >
          {control => <Textarea {...control} {...form.register('reason')} rows={2} maxLength={1_000} />}
        </Field>
      </div>
    </Dialog>
  )
}
