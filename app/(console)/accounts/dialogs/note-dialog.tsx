'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import { Textarea } from '@/components/ui/textarea'
import { accountNoteInput } from '@/lib/account-inputs'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { addAccountNote } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

const untyped = { text: '' }

export function NoteDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const words = { done: `Note added to ${name}`, failed: `The note was not added to ${name}` }
  // Not the text of the field on the account's page: both may be open.
  const draft = useDraft(`add-note:${account.id}`)
  const { send, busy } = useAccountCommand(account, 'account.note', addAccountNote, words, onClose, draft.name)
  const form = useForm({
    resolver: zodResolver(accountNoteInput),
    defaultValues: { accountId: account.id, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['text'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Add note to <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={<DialogButtons busy={busy} onClose={onClose} label="Add note" busyLabel="Saving…" variant="primary" />}
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
        <Field label="Note" hint="Stays in the console. Telnyx does not receive it." error={errors.text?.message}>
          {control => (
            <Textarea
              {...control}
              {...form.register('text')}
              rows={3}
              data-autofocus
              placeholder="What the next person should know"
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
