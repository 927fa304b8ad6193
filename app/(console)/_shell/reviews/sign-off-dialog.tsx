'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { Banner } from '@/components/ui/banner'
import { formatCount, formatNumber } from '@/components/ui/number'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { signOffInput } from '@/lib/review-inputs'
import { verdictWord } from '@/lib/review-words'
import type { RoundView } from '@/lib/reviews'
import { dropDraft, useDraft, useKeepDraft } from '../draft'
import { FormDialog } from '../form-dialog'
import { RestoredDraft } from '../restored-draft'
import type { useRun } from '../use-run'
import { signOff } from './actions'
import { useRoundSearch } from './use-round-search'

/** What is signed, in figures: it cannot be changed afterwards. */
export function SignedCounts({ round: { kind, counts } }: { round: Pick<RoundView, 'kind' | 'counts'> }) {
  const verdicts = (['approved', 'questioned'] as const).map(
    verdict => `${verdictWord(kind, verdict)}: ${formatNumber(counts[verdict])}`,
  )
  return (
    <p>
      <span className="font-medium">{formatCount(counts.items, 'item')}</span> · {verdicts.join(' · ')}
    </p>
  )
}

const untyped = { remark: '' }

type Props = { round: RoundView; run: ReturnType<typeof useRun>['run']; onClose: () => void }

export function SignOffDialog({ round, run, onClose }: Props) {
  const { setRound } = useRoundSearch()
  const { open, changed } = round.counts
  const draft = useDraft(`sign-off:${round.id}`)
  const form = useForm({
    resolver: zodResolver(signOffInput),
    defaultValues: { roundId: round.id, open, ...untyped, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors, isSubmitting } = form.formState
  const submit = sendForm(form, ['remark'], async ({ remark }) => {
    await run(signOff, { roundId: round.id, remark, open })
    dropDraft(draft.name)
    toast.success(`${round.name} signed off`, { description: 'Download the evidence at the top of the round.' })
    // The signed-off round stays on the screen, even if another round is open.
    setRound(round.id)
    onClose()
  })
  return (
    <FormDialog
      title={
        <>
          Sign off <bdi>{round.name}</bdi>
        </>
      }
      description="After the sign-off, the round and its decisions cannot be changed."
      errors={errors}
      busy={isSubmitting}
      label="Sign off round"
      busyLabel="Signing off…"
      onSubmit={submit}
      onClose={onClose}
    >
      <SignedCounts round={round} />
      <RestoredDraft kept={draft.kept} onClear={clear} />
      {open > 0 && <Banner tone="warning" title={`${formatCount(open, 'item')} left open`} />}
      {changed > 0 && (
        <Banner tone="warning" title={`${formatCount(changed, 'item')} changed since they were decided or frozen`}>
          The evidence shows the decided value and the value at sign-off.
        </Banner>
      )}
      <Field
        label="Remark"
        hint={open > 0 ? 'Why items are left open. Part of the evidence.' : 'Part of the evidence.'}
        error={errors.remark?.message}
        required={open > 0}
      >
        {control => <Textarea {...control} {...form.register('remark')} data-autofocus rows={3} />}
      </Field>
    </FormDialog>
  )
}
