'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { formatCount } from '@/components/ui/number'
import { Textarea } from '@/components/ui/textarea'
import type { Problem } from '@/lib/errors'
import { noteInput, questionInput } from '@/lib/review-inputs'
import type { RoundView } from '@/lib/reviews'
import { dropDraft, useDraft, useKeepDraft } from '../draft'
import { FormDialog } from '../form-dialog'
import { RestoredDraft } from '../restored-draft'
import { type BulkChoice, bulkLabel } from './words'

type Props = {
  round: RoundView
  choice: BulkChoice
  send: (choice: BulkChoice, note: string) => Promise<Problem | null>
  onClose: () => void
}

const untyped = { note: '' }

export function BulkDialog({ round, choice, send, onClose }: Props) {
  const questioning = choice.verdict === 'questioned'
  const draft = useDraft(`decide:${round.id}:${choice.verdict}`)
  const form = useForm({
    resolver: zodResolver(questioning ? questionInput : noteInput),
    defaultValues: { ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors, isSubmitting } = form.formState
  const label = bulkLabel(round.kind === 'users', choice)
  const submit = form.handleSubmit(async ({ note }) => {
    const problem = await send(choice, note)
    if (problem) return applyProblem(form.setError, problem, ['note'])
    dropDraft(draft.name)
    onClose()
  })
  return (
    <FormDialog
      title={label}
      description={
        choice.ids
          ? 'Recorded as one decision.'
          : `All open items of this round${choice.q.trim() ? ` that match “${choice.q.trim()}”` : ''}, also on other pages. Recorded as one decision.`
      }
      errors={errors}
      busy={isSubmitting}
      label={label}
      busyLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <RestoredDraft kept={draft.kept} onClear={clear} />
      <p>
        {formatCount(choice.count, 'item')}. Items already decided, and items whose value has changed since the round
        was opened, are not included. Review these one by one.
      </p>
      <Field label="Note" error={errors.note?.message} required={questioning}>
        {control => <Textarea {...control} {...form.register('note')} data-autofocus rows={2} />}
      </Field>
    </FormDialog>
  )
}
