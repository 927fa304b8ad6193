'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import type { ComponentProps, FormEvent, ReactNode } from 'react'
import { type DefaultValues, type FieldErrors, type FieldValues, type Path, useForm } from 'react-hook-form'
import type { z } from 'zod'
import { applyProblem } from '@/components/form/apply-problem'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import type { AuditAction } from '@/lib/audit'
import type { Result } from '@/lib/result'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

type Options<Values extends FieldValues, Sent, T> = {
  input: z.core.$ZodType<Sent, Values>
  action: AuditAction
  call: (input: Sent) => Promise<Result<T>>
  done: (sent: Sent) => string
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

/** The form of a dialog that changes an account, and the dialog's props. */
export function useAccountForm<Values extends FieldValues, Sent, T>(
  { account, onClose }: AccountDialogProps,
  { input, action, call, done, failed, draft: kind, text, values, fields }: Options<Values, Sent, T>,
) {
  const draft = useDraft(`${kind}:${account.id}`)
  const { send, busy } = useAccountCommand(account, action, call, onClose, draft.name)
  const form = useForm<Values, unknown, Sent>({
    resolver: zodResolver(input),
    defaultValues: { accountId: account.id, ...text, ...values, ...draft.kept } as DefaultValues<Values>,
  })
  const clear = useKeepDraft(draft, form, text)
  const { errors } = form.formState
  const submit = form.handleSubmit(async sent => {
    const problem = await send(sent, { done: done(sent), failed })
    if (problem) applyProblem(form.setError, problem, fields)
  })
  const restored = { kept: draft.kept, onClear: clear }
  return { form, errors, dialog: { account, onClose, busy, submit, errors, restored } }
}

type Buttons = ComponentProps<typeof DialogButtons>

type Props = AccountDialogProps &
  Omit<Buttons, 'variant'> & {
    variant?: Buttons['variant']
    submit: (event: FormEvent) => Promise<void>
    /** Absent, as `restored`, if the children show them. */
    errors?: FieldErrors
    restored?: { kept: Record<string, string>; onClear: () => void }
    /** The account's name follows: "Disable". */
    title: string
    /** Below the account's facts. */
    notice?: ReactNode
    children: ReactNode
  }

export function AccountFormDialog(props: Props) {
  const { account, submit, errors, restored, title, notice, children, variant = 'primary', ...buttons } = props
  return (
    <Dialog
      open
      onOpenChange={open => !open && buttons.onClose()}
      title={
        <>
          {title} <bdi>{accountName(account)}</bdi>
        </>
      }
      busy={buttons.busy}
      onSubmit={submit}
      footer={<DialogButtons variant={variant} {...buttons} />}
    >
      <div className="grid gap-4">
        {errors && <FormErrors errors={errors} />}
        <AccountSummary account={account} />
        {notice}
        {restored && <RestoredDraft {...restored} />}
        {children}
      </div>
    </Dialog>
  )
}
