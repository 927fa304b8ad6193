'use client'

import { Field } from '@/components/form/field'
import { Textarea } from '@/components/ui/textarea'
import { accountNoteInput } from '@/lib/account-inputs'
import { addAccountNote } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'

export function NoteDialog(props: AccountDialogProps) {
  const name = accountName(props.account)
  const { form, errors, dialog } = useAccountForm(props, {
    input: accountNoteInput,
    action: 'account.note',
    call: addAccountNote,
    done: () => `Note added to ${name}`,
    failed: `The note was not added to ${name}`,
    // Not the text of the field on the account's page: both may be open.
    draft: 'add-note',
    text: { text: '' },
    fields: ['text'],
  })
  return (
    <AccountFormDialog {...dialog} title="Add note to" label="Add note" busyLabel="Saving…">
      <Field label="Note" hint="Stays in the console. Telnyx does not receive it." error={errors.text?.message}>
        {control => (
          <Textarea
            {...control}
            {...form.register('text')}
            rows={3}
            data-autofocus
            placeholder="What the next person should know"
          />
        )}
      </Field>
    </AccountFormDialog>
  )
}
