'use client'

import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Banner } from '@/components/ui/banner'
import { Input } from '@/components/ui/input'
import { disableAccountInput } from '@/lib/account-inputs'
import { allowedSwitch } from '@/lib/accounts'
import { disableAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { EmergencyBox } from '../emergency-box'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'
import { DisableFields } from './disable-fields'
import { SendNow } from './send-now'

export function DisableDialog(props: AccountDialogProps) {
  const { account } = props
  const name = accountName(account)
  const { form, errors, dialog } = useAccountForm(props, {
    input: disableAccountInput,
    action: 'account.disable',
    call: disableAccount,
    done: () => `${name} is disabled`,
    failed: `${name} was not disabled`,
    draft: 'disable',
    text: { reason: '', note: '', ticket: '', reviewOn: '' },
    values: { emergencyConfirmed: false, typedName: '', now: false },
    fields: ['reason', 'note', 'ticket', 'reviewOn', 'emergencyConfirmed', 'typedName'],
  })
  const reason = useWatch({ control: form.control, name: 'reason' })
  // Also when somebody protected the account while this dialog was open: the server asks for the name then.
  const [mustType, setMustType] = useState(account.protectedReason !== null)
  if (errors.typedName && !mustType) setMustType(true)
  return (
    <AccountFormDialog {...dialog} title="Disable" label="Disable account" busyLabel="Disabling…" variant="danger">
      {account.status === 'unknown' && <Banner tone="warning">{allowedSwitch('unknown').why}</Banner>}
      {mustType && (
        <Banner tone="warning" title="This account is protected">
          {account.protectedReason ?? 'Somebody protected it while this dialog was open.'}
        </Banner>
      )}
      <Effects />
      <DisableFields bind={form.register} error={field => errors[field]?.message} whom="this account" />
      <EmergencyBox
        {...form.register('emergencyConfirmed')}
        error={errors.emergencyConfirmed?.message}
        label="Calls may fail, including emergency calls (911/112). The customer has another line or has been told."
      />
      <SendNow reason={reason} {...form.register('now')} />
      {mustType && (
        <Field
          label={
            <>
              Type <bdi className="font-semibold">{name}</bdi> to confirm
            </>
          }
          error={errors.typedName?.message}
          required
        >
          {control => <Input {...control} {...form.register('typedName')} autoComplete="off" spellCheck={false} />}
        </Field>
      )}
    </AccountFormDialog>
  )
}

function Effects() {
  return (
    <div className="grid gap-3 xs:grid-cols-2">
      <div>
        <p className="font-medium">Stops</p>
        <ul className="list-disc pl-4 text-muted">
          <li>New calls and messages</li>
          <li>Portal sign-in of the account and its sub-users</li>
        </ul>
      </div>
      <div>
        <p className="font-medium">Continues</p>
        <ul className="list-disc pl-4 text-muted">
          <li>Calls in progress</li>
        </ul>
      </div>
    </div>
  )
}
