'use client'

import { Field } from '@/components/form/field'
import { Textarea } from '@/components/ui/textarea'
import { protectAccountInput } from '@/lib/account-inputs'
import { protectAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'

/** Protects an account, or ends its protection. */
export function ProtectDialog(props: AccountDialogProps) {
  const { protectedReason } = props.account
  const name = accountName(props.account)
  const protect = protectedReason === null
  const { form, errors, dialog } = useAccountForm(props, {
    input: protectAccountInput,
    action: 'account.protect',
    call: protectAccount,
    done: () => (protect ? `${name} is protected` : `${name} is no longer protected`),
    failed: protect ? `${name} was not protected` : `${name} is still protected`,
    draft: protect ? 'protect' : 'unprotect',
    text: { reason: '' },
    values: { protect },
    fields: ['reason'],
  })
  return (
    <AccountFormDialog
      {...dialog}
      title={protect ? 'Protect' : 'Stop protecting'}
      label={protect ? 'Protect account' : 'Stop protecting account'}
      busyLabel="Saving…"
    >
      <p>
        {protect
          ? 'Bulk changes skip protected accounts. Only an owner or a manager can disable one, and must type its name.'
          : `Reason for the protection: ${protectedReason}. Without it, support can disable the account again.`}
      </p>
      <Field
        label="Reason"
        hint={protect ? 'Everyone can see it. Examples: a hospital, our own lines, an alarm system.' : undefined}
        error={errors.reason?.message}
        required
      >
        {control => <Textarea {...control} {...form.register('reason')} rows={2} maxLength={1_000} />}
      </Field>
    </AccountFormDialog>
  )
}
