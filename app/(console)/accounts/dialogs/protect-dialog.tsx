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
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { protectAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

const untyped = { reason: '' }

/** Protects an account, or ends its protection. */
export function ProtectDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const protect = account.protectedReason === null
  const words = protect
    ? { done: `${name} is protected`, failed: `${name} was not protected` }
    : { done: `${name} is no longer protected`, failed: `${name} is still protected` }
  const draft = useDraft(`${protect ? 'protect' : 'unprotect'}:${account.id}`)
  const { send, busy } = useAccountCommand(account, 'account.protect', protectAccount, words, onClose, draft.name)
  const form = useForm({
    resolver: zodResolver(protectAccountInput),
    defaultValues: { accountId: account.id, protect, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
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
          label={protect ? 'Protect account' : 'Stop protecting account'}
          busyLabel="Saving…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={form.formState.errors} />
        <AccountSummary account={account} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
        <p>
          {protect
            ? 'Bulk changes skip protected accounts. Only an owner or a manager can disable one, and must type its name.'
            : `Reason for the protection: ${account.protectedReason}. Without it, support can disable the account again.`}
        </p>
        <Field
          label="Reason"
          hint={protect ? 'Everyone can see it. Examples: a hospital, our own lines, an alarm system.' : undefined}
          error={form.formState.errors.reason?.message}
          required
        >
          {control => <Textarea {...control} {...form.register('reason')} rows={2} maxLength={1_000} />}
        </Field>
      </div>
    </Dialog>
  )
}
