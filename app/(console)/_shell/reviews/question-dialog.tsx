'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Dialog } from '@/components/ui/dialog'
import { Textarea } from '@/components/ui/textarea'
import type { Problem } from '@/lib/errors'
import { questionInput } from '@/lib/review-inputs'
import { kindWords, valueWord } from '@/lib/review-words'
import { isChanged, type ReviewItem, type RoundView, referenceOf, type Verdict } from '@/lib/reviews'
import { DialogButtons } from '../dialog-buttons'
import { itemName } from './words'

type Props = {
  round: RoundView
  item: ReviewItem
  /** Resolves to the problem, or null once it is recorded. */
  send: (item: ReviewItem, verdict: Verdict, note: string) => Promise<Problem | null>
  onClose: () => void
}

export function QuestionDialog({ round, item, send, onClose }: Props) {
  const form = useForm({ resolver: zodResolver(questionInput), defaultValues: { note: item.note ?? '' } })
  const { errors, isSubmitting } = form.formState
  const isUser = round.kind === 'users'
  const submit = form.handleSubmit(async ({ note }) => {
    const problem = await send(item, 'questioned', note)
    if (problem) return applyProblem(form.setError, problem, ['note'])
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title={
        <>
          {isUser ? 'Mark for removal: ' : 'Question '}
          <bdi className="[overflow-wrap:anywhere]">{itemName(item)}</bdi>
        </>
      }
      description={
        isUser
          ? 'This only marks the user. To remove them, choose “Remove user…” in their row afterwards.'
          : 'Only Telnyx support can change this value. Choose “Follow up…” in the row afterwards for a text to send to them.'
      }
      busy={isSubmitting}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={isSubmitting}
          onClose={onClose}
          label={isUser ? 'Mark for removal' : 'Question item'}
          busyLabel="Saving…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
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
      </div>
    </Dialog>
  )
}
