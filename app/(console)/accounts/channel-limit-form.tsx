import { zodResolver } from '@hookform/resolvers/zod'
import type { ComponentProps, ReactNode } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Input } from '@/components/ui/input'
import { type ChannelLimitInput, channelLimitInput } from '@/lib/account-inputs'
import { useDraft, useKeepDraft } from '../_shell/draft'
import { RestoredDraft } from '../_shell/restored-draft'
import { setChannelLimit } from './actions'
import type { DialogAccount } from './dialogs-context'
import { EmergencyBox } from './emergency-box'
import { useAccountCommand } from './use-account-command'
import { accountName } from './words'

/**
 * A new channel limit for one account, for the dialog and for the cell of the Channels table.
 * @param refuse why a limit that zod accepts must not be sent; null = it may
 */
export function useChannelLimitForm(
  account: DialogAccount,
  close: () => void,
  refuse: (limit: number) => string | null = () => null,
) {
  const name = accountName(account)
  const words = { done: `Channel limit of ${name} changed`, failed: `The channel limit of ${name} was not changed` }
  const draft = useDraft(`channel-limit:${account.id}`)
  const { send, busy } = useAccountCommand(account, 'account.channel_limit', setChannelLimit, words, close, draft.name)
  const untyped = { ...(account.channelLimit !== null && { limit: account.channelLimit }), reason: '' }
  const form = useForm<ChannelLimitInput>({
    resolver: zodResolver(channelLimitInput),
    defaultValues: {
      accountId: account.id,
      ...untyped,
      ...draft.kept,
      ...(draft.kept.limit && { limit: Number(draft.kept.limit) }),
      emergencyConfirmed: false,
    },
  })
  const clear = useKeepDraft(draft, form, { limit: undefined, ...untyped })
  /** The number in the field; NaN while it is none. */
  const wanted = useWatch({ control: form.control, name: 'limit' })
  const submit = form.handleSubmit(async input => {
    const refusal = refuse(input.limit)
    if (refusal) return form.setError('limit', { message: refusal }, { shouldFocus: true })
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['limit', 'reason', 'emergencyConfirmed'])
  })
  return { form, wanted, busy, submit, restored: { kept: draft.kept, onClear: clear } }
}

type FieldsProps = Pick<ReturnType<typeof useChannelLimitForm>, 'form' | 'wanted' | 'restored'> & {
  hint: ReactNode
  input: ComponentProps<typeof Input> & { 'data-autofocus'?: boolean }
}

export function ChannelLimitFields({ form, wanted, restored, hint, input }: FieldsProps) {
  const { errors } = form.formState
  return (
    <>
      <FormErrors errors={errors} />
      <RestoredDraft {...restored} />
      <Field
        label="Global outbound channels"
        // An error replaces the hint, which may be a preview of what saving would do.
        hint={errors.limit ? undefined : hint}
        error={errors.limit?.message}
        required
      >
        {control => (
          <Input
            {...control}
            {...form.register('limit', { valueAsNumber: true })}
            {...input}
            autoComplete="off"
            inputMode="numeric"
          />
        )}
      </Field>
      {wanted === 0 && (
        <EmergencyBox
          {...form.register('emergencyConfirmed')}
          error={errors.emergencyConfirmed?.message}
          label="With 0 channels, no outbound calls go through, including emergency calls (911/112). The customer has another line or has been told."
        />
      )}
      <Field label="Reason" aside="optional" error={errors.reason?.message}>
        {control => <Input {...control} {...form.register('reason')} autoComplete="off" />}
      </Field>
    </>
  )
}
