'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { settleCommandInput } from '@/lib/account-inputs'
import type { CommandView } from '@/lib/command'
import { dropDraft, useDraft, useKeepDraft } from '../../_shell/draft'
import { FormDialog } from '../../_shell/form-dialog'
import { refreshScreens } from '../../_shell/refresh-screens'
import { RestoredDraft } from '../../_shell/restored-draft'
import { runAction } from '../../_shell/run-action'
import { settleCommand } from '../actions'

type Props = { command: CommandView; done: boolean; onClose: () => void }

const untyped = { note: '' }

/** A person settles an unknown outcome: whether the change was carried out, and how they found out. */
export function SettleDialog({ command, done, onClose }: Props) {
  const client = useQueryClient()
  const draft = useDraft(`settle:${command.id}`)
  const form = useForm({
    resolver: zodResolver(settleCommandInput),
    defaultValues: { commandId: command.id, done, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors, isSubmitting } = form.formState
  const submit = sendForm(form, ['note'], async input => {
    await runAction(settleCommand, input)
    dropDraft(draft.name)
    toast.success('Resolution saved')
    onClose()
    void refreshScreens(client)
  })
  return (
    <FormDialog
      title={done ? 'Mark as done' : 'Mark as not done'}
      description="Your answer is recorded under your name."
      errors={errors}
      busy={isSubmitting}
      label="Save resolution"
      busyLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <RestoredDraft kept={draft.kept} onClear={clear} />
      <Field
        label="How did you find out?"
        hint="What Telnyx’s portal shows, or what Telnyx support answered."
        error={errors.note?.message}
        required
      >
        {control => <Textarea {...control} {...form.register('note')} rows={3} />}
      </Field>
    </FormDialog>
  )
}
