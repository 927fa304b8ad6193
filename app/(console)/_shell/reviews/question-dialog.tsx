'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Textarea } from '@/components/ui/textarea'
import type { Problem } from '@/lib/errors'
import { questionInput } from '@/lib/review-inputs'
import { kindWords, valueWord } from '@/lib/review-words'
import { isChanged, type ReviewItem, type RoundView, referenceOf, type Verdict } from '@/lib/reviews'
import { dropDraft, useDraft, useKeepDraft } from '../draft'
import { FormDialog } from '../form-dialog'
import { RestoredDraft } from '../restored-draft'
import { itemName } from './words'

type Props = {
  round: RoundView
  item: ReviewItem
  /** Resolves to the problem, or null once it is recorded. */
  send: (item: ReviewItem, verdict: Verdict, note: string) => Promise<Problem | null>
  onClose: () => void
}

export function QuestionDialog({ round, item, send, onClose }: Props) {
  const draft = useDraft(`question:${round.id}:${item.subjectId}`)
  const untyped = { note: item.note ?? '' }
  const form = useForm({ resolver: zodResolver(questionInput), defaultValues: { ...untyped, ...draft.kept } })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors, isSubmitting } = form.formState
  const isUser = round.kind === 'users'
  const submit = form.handleSubmit(async ({ note }) => {
    const problem = await send(item, 'questioned', note)
    if (problem) return applyProblem(form.setError, problem, ['note'])
    dropDraft(draft.name)
    onClose()
  })
  return (
    <FormDialog
      title={
        <>
          {isUser ? 'Mark for removal: ' : 'Question '}
          <bdi className="[overflow-wrap:anywhere]">{itemName(item)}</bdi>
        </>
      }
      description={
        isUser
          ? 'The user keeps their access until you choose “Remove user…” in the row.'
          : 'Only Telnyx support can change this value. “Follow up…” in the row then has the text to send them.'
      }
      errors={errors}
      busy={isSubmitting}
      label={isUser ? 'Mark for removal' : 'Question item'}
      busyLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <RestoredDraft kept={draft.kept} onClear={clear} />
      <DescriptionList className="rounded-lg border border-border bg-subtle px-3 py-1.5 [&>div]:py-1!">
        <Description label="E-mail">{item.email}</Description>
        <Description
          label={isUser ? 'Access' : kindWords[round.kind]}
          meta={isChanged(item) && `Was ${valueWord(round.kind, referenceOf(item))}`}
        >
          {valueWord(round.kind, item.now)}
        </Description>
      </DescriptionList>
      <Field label="Note" error={errors.note?.message} required>
        {control => <Textarea {...control} {...form.register('note')} data-autofocus rows={3} />}
      </Field>
    </FormDialog>
  )
}
