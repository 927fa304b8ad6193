'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import type { ComponentProps, ReactNode } from 'react'
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form'
import type { z } from 'zod'
import { applyProblem } from '@/components/form/apply-problem'
import type { AuditAction } from '@/lib/audit'
import type { Result } from '@/lib/result'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { FormDialog } from '../../_shell/form-dialog'
import { RestoredDraft } from '../../_shell/restored-draft'
import type { AccountDialogProps, DialogAccount } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

type Options<Values extends FieldValues, Sent, T> = {
  input: z.core.$ZodType<Sent, Values>
  action: AuditAction
  call: (input: Sent) => Promise<Result<T>>
  /** "Acme GmbH is disabled". The dialog watches the values that it depends on. */
  done: (values: Values) => string
  /** "Acme GmbH was not disabled" */
  failed: string
  /** Names the text that is kept for this account until the command succeeds. */
  draft: string
  /** The fields whose text is kept, before anything is typed. */
  text: Partial<Record<keyof Values & string, string>>
  /** The other fields. */
  values?: DefaultValues<Values>
  /** The fields on screen. A problem with another one is shown at the top. */
  fields: readonly Path<Values>[]
}

/** The form of a dialog that changes an account, and the props of its frame. */
export function useAccountForm<Values extends FieldValues, Sent, T>(
  { account, onClose }: AccountDialogProps,
  { input, action, call, done, failed, draft: kind, text, values, fields }: Options<Values, Sent, T>,
) {
  const draft = useDraft(`${kind}:${account.id}`)
  const form = useForm<Values, unknown, Sent>({
    resolver: zodResolver(input),
    defaultValues: { accountId: account.id, ...text, ...values, ...draft.kept } as DefaultValues<Values>,
  })
  const words = { done: done(form.getValues()), failed }
  const { send, busy } = useAccountCommand(account, action, call, words, onClose, draft.name)
  const clear = useKeepDraft(draft, form, text)
  const { errors } = form.formState
  const onSubmit = form.handleSubmit(async sent => {
    const problem = await send(sent)
    if (problem) applyProblem(form.setError, problem, fields)
  })
  const restored = { kept: draft.kept, onClear: clear }
  return { form, errors, dialog: { account, onClose, busy, onSubmit, errors, restored } }
}

type Props = Omit<ComponentProps<typeof FormDialog>, 'title'> & {
  account: DialogAccount
  /** The account's name follows: "Disable". */
  title: string
  /** Below the account's facts. */
  notice?: ReactNode
  restored?: ComponentProps<typeof RestoredDraft>
}

/** The frame of a dialog that changes an account. */
export function AccountFormDialog({ account, title, notice, restored, children, ...form }: Props) {
  return (
    <FormDialog
      {...form}
      outlives
      size="md"
      title={
        <>
          {title} <bdi>{accountName(account)}</bdi>
        </>
      }
    >
      <AccountSummary account={account} />
      {notice}
      {restored && <RestoredDraft {...restored} />}
      {children}
    </FormDialog>
  )
}
