'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { problemOf } from '@/components/states/problem-of'
import { Banner } from '@/components/ui/banner'
import { Dialog } from '@/components/ui/dialog'
import { formatCount } from '@/components/ui/number'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toast'
import { signOffInput } from '@/lib/review-inputs'
import type { RoundView } from '@/lib/reviews'
import { DialogButtons } from '../dialog-buttons'
import { refreshScreens } from '../refresh-screens'
import { runAction } from '../run-action'
import { signOff } from './actions'
import { useRoundSearch } from './use-round-search'

export function SignOffDialog({ round, onClose }: { round: RoundView; onClose: () => void }) {
  const client = useQueryClient()
  const { setRound } = useRoundSearch()
  const { open, changed } = round.counts
  const form = useForm({
    resolver: zodResolver(signOffInput),
    defaultValues: { roundId: round.id, remark: '', open },
  })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async ({ remark }) => {
    try {
      await runAction(signOff, { roundId: round.id, remark, open })
      toast.success(`${round.name} signed off`, { description: 'Download the evidence at the top of the round.' })
      // The dialog stays open, even if another round is opened.
      setRound(round.id)
      onClose()
    } catch (thrown) {
      applyProblem(form.setError, problemOf(thrown), ['remark'])
    } finally {
      await refreshScreens(client)
    }
  })
  return (
    <Dialog
      open
      onOpenChange={next => !next && onClose()}
      size="sm"
      title={
        <>
          Sign off <bdi>{round.name}</bdi>
        </>
      }
      description="After the sign-off, the round and its decisions cannot be changed."
      busy={isSubmitting}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={isSubmitting}
          onClose={onClose}
          label="Sign off round"
          busyLabel="Signing off…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
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
      </div>
    </Dialog>
  )
}
