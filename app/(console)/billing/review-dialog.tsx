'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Button } from '@/components/ui/button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Dialog } from '@/components/ui/dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { RelativeTime } from '@/components/ui/relative-time'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import type { BillingRow } from '@/lib/billing'
import { type ReviewRollupInput, reviewRollupInput } from '@/lib/billing-inputs'
import type { Problem } from '@/lib/errors'
import { accountName } from '../accounts/words'
import { reviewLook, rollupWord } from './words'

const verdicts = [
  {
    value: 'questioned',
    label: 'Question',
    description: 'Something is not as agreed. Only Telnyx support can change the flag.',
  },
  { value: 'approved', label: 'Approve', description: 'The flag is as agreed with the customer.' },
] as const

type Props = {
  row: BillingRow
  /** Resolves to the problem, or null once it is recorded. */
  send: (row: BillingRow, input: ReviewRollupInput) => Promise<Problem | null>
  onClose: () => void
}

export function ReviewDialog({ row, send, onClose }: Props) {
  const name = accountName(row)
  const form = useForm<ReviewRollupInput>({
    resolver: zodResolver(reviewRollupInput),
    defaultValues: { accountId: row.id, flag: row.rollupBilling ?? false, verdict: 'questioned', note: '' },
  })
  const { errors, isSubmitting } = form.formState
  const questioning = useWatch({ control: form.control, name: 'verdict' }) === 'questioned'
  const submit = form.handleSubmit(async input => {
    const problem = await send(row, input)
    if (problem) return applyProblem(form.setError, problem, ['verdict', 'note'])
    toast.success(`Rollup flag of ${name} ${input.verdict}`)
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Review rollup billing of <bdi>{name}</bdi>
        </>
      }
      busy={isSubmitting}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Saving…">
            {questioning ? 'Question flag' : 'Approve flag'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <Facts row={row} />
        <Controller
          control={form.control}
          name="verdict"
          render={({ field }) => (
            <RadioGroup
              legend="Decision"
              variant="card"
              options={verdicts}
              value={field.value}
              onChange={field.onChange}
              onBlur={field.onBlur}
            />
          )}
        />
        <Field label="Note" error={errors.note?.message} required={questioning}>
          {control => <Textarea {...control} {...form.register('note')} data-autofocus rows={3} />}
        </Field>
      </div>
    </Dialog>
  )
}

function Facts({ row: { rollupBilling, reviewState, review, email } }: { row: BillingRow }) {
  return (
    <DescriptionList className="rounded-lg border border-border bg-subtle px-3 py-1.5 [&>div]:py-1!">
      <Description label="E-mail">{email}</Description>
      <Description label="Rollup billing">{rollupBilling === null ? null : rollupWord(rollupBilling)}</Description>
      {review && (
        <Description
          label="Last review"
          meta={
            <>
              {review.by}, <RelativeTime at={review.at} />
              {reviewState === 'changed' && `, when the flag was ${rollupWord(review.flag)}`}
            </>
          }
        >
          {reviewLook[review.verdict].label}
          {review.note && <span className="block whitespace-pre-line">{review.note}</span>}
        </Description>
      )}
    </DescriptionList>
  )
}
