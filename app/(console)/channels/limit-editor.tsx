'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field, FieldError } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { type ChannelLimitInput, channelLimitInput } from '@/lib/account-inputs'
import { type ChannelRow, overAllocation, type PoolAnswer, poolShares, type WhatIf, whatIf } from '@/lib/channels'
import { setChannelLimit } from '../accounts/actions'
import { useAccountCommand } from '../accounts/use-account-command'
import { accountName } from '../accounts/words'
import { poolQuery } from './queries'
import { whatIfWords } from './what-if-words'

/** What saving would do to the pool; null while that is unknown. */
function evaluate(account: ChannelRow, answer: PoolAnswer | undefined, wanted: number): WhatIf | null {
  if (!answer?.pool || !Number.isInteger(wanted) || wanted < 0) return null
  // A change without an answer may have reached Telnyx, so the last known limit may be wrong.
  const observed = account.channelLimitSource === 'command' && account.pending?.action !== 'account.channel_limit'
  const present = observed ? account.channelLimit : null
  return whatIf(answer.pool, present, wanted, poolShares(answer.pool, answer.known.sum).unattributed)
}

export function LimitEditor({ account, close }: { account: ChannelRow; close: () => void }) {
  const name = accountName(account)
  const words = {
    done: `Channel limit of ${name} changed`,
    failed: `The channel limit of ${name} was not changed`,
  }
  const { send, busy } = useAccountCommand(account, 'account.channel_limit', setChannelLimit, words, close)
  const { data: answer } = useQuery(poolQuery())
  const form = useForm<ChannelLimitInput>({
    resolver: zodResolver(channelLimitInput),
    defaultValues: {
      accountId: account.id,
      ...(account.channelLimit !== null && { limit: account.channelLimit }),
      reason: '',
      emergencyConfirmed: false,
    },
  })
  const { errors } = form.formState
  const { setFocus } = form
  // Typing replaces the current number.
  useEffect(() => setFocus('limit', { shouldSelect: true }), [setFocus])
  const wanted = useWatch({ control: form.control, name: 'limit' })
  const after = evaluate(account, answer, wanted)
  const submit = form.handleSubmit(async input => {
    const evaluated = evaluate(account, answer, input.limit)
    if (evaluated?.kind === 'over' && answer?.pool) {
      form.setError('limit', { message: overAllocation(evaluated, answer.pool) }, { shouldFocus: true })
      return
    }
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['limit', 'reason', 'emergencyConfirmed'])
  })
  return (
    <form noValidate onSubmit={submit} className="grid gap-3">
      <p className="font-semibold [overflow-wrap:anywhere]">
        Channel limit of <bdi>{name}</bdi>
      </p>
      <FormErrors errors={errors} />
      <Field
        label="Global outbound channels"
        // An error replaces the preview of what saving would do.
        hint={errors.limit ? undefined : <span aria-live="polite">{whatIfWords(after, answer, wanted)}</span>}
        error={errors.limit?.message}
      >
        {control => (
          <Input
            {...control}
            {...form.register('limit', { valueAsNumber: true })}
            autoComplete="off"
            inputMode="numeric"
            className="figures"
            onFocus={event => event.target.select()}
          />
        )}
      </Field>
      {wanted === 0 && (
        <div className="rounded-lg border border-warning/35 bg-warning-subtle px-3 py-2.5">
          <Checkbox
            {...form.register('emergencyConfirmed')}
            aria-invalid={errors.emergencyConfirmed ? true : undefined}
            aria-required
            label="With 0 channels, no outbound calls go through, including emergency calls (911/112). The customer has another line or has been told."
          />
          {errors.emergencyConfirmed?.message && <FieldError>{errors.emergencyConfirmed.message}</FieldError>}
        </div>
      )}
      <Field label="Reason" aside="optional" error={errors.reason?.message}>
        {control => <Input {...control} {...form.register('reason')} autoComplete="off" />}
      </Field>
      <div className="flex items-center justify-end gap-2">
        {busy && <span className="mr-auto text-muted">Saving…</span>}
        <Button size="sm" onClick={close}>
          {busy ? 'Close' : 'Cancel'}
        </Button>
        <Button type="submit" size="sm" variant="primary" pending={busy} pendingLabel="Saving…">
          Save limit
        </Button>
      </div>
    </form>
  )
}
