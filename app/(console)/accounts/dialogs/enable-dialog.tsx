'use client'

import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWatch } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Textarea } from '@/components/ui/textarea'
import { enableAccountInput } from '@/lib/account-inputs'
import { allowedSwitch } from '@/lib/accounts'
import { enableAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountFormDialog, useAccountForm } from './account-form'
import { DisabledBecause } from './disabled-because'

export function EnableDialog(props: AccountDialogProps) {
  const { account } = props
  const name = accountName(account)
  const { form, errors, dialog } = useAccountForm(props, {
    input: enableAccountInput,
    action: 'account.enable',
    call: enableAccount,
    done: values => `${name} is enabled${values.reenableConnections ? '' : ', without its connections'}`,
    failed: `${name} was not enabled`,
    draft: 'enable',
    text: { reason: '' },
    values: { reenableConnections: false },
    fields: ['reason', 'reenableConnections'],
  })
  const connections = useWatch({ control: form.control, name: 'reenableConnections' })
  return (
    <AccountFormDialog
      {...dialog}
      title="Enable"
      label="Enable account"
      busyLabel="Enabling…"
      notice={<DisabledBecause account={account} />}
    >
      {account.status === 'unknown' && <Banner tone="warning">{allowedSwitch('unknown').why}</Banner>}
      <Effects>
        <Checkbox
          {...form.register('reenableConnections')}
          label="Also re-enable its connections"
          description="Disabling an account turns them off. Calls over them fail until they are enabled again."
        />
      </Effects>
      <AfterEnable connections={connections} />
      <Field label="Reason" error={errors.reason?.message} required>
        {control => <Textarea {...control} {...form.register('reason')} data-autofocus rows={2} />}
      </Field>
    </AccountFormDialog>
  )
}

/** What an enable restores, and what it restores only on request. */
function Effects({ children }: { children: ReactNode }) {
  return (
    <fieldset className="grid gap-1.5 rounded-lg border border-border px-3 py-2.5">
      <legend className="px-1 font-medium">What is restored</legend>
      <Restored>Portal sign-in of the account and its sub-users</Restored>
      <Restored>The account’s use of Telnyx services</Restored>
      {children}
    </fieldset>
  )
}

function Restored({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-2">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      {children}
    </p>
  )
}

/** What an enable does not restore, and what to do about it. */
function AfterEnable({ connections }: { connections: boolean }) {
  return (
    <dl className="grid gap-2">
      <div>
        <dt className="font-medium">Not restored</dt>
        <dd className="text-muted">
          {connections
            ? 'Connections that fail Telnyx’s validation stay off. Telnyx does not report which ones.'
            : 'All connections stay off, and calls over them fail.'}
        </dd>
      </div>
      <div>
        <dt className="font-medium">What to do next</dt>
        <dd className="text-muted">
          {connections
            ? 'Check in Telnyx’s portal that every connection the customer needs is enabled.'
            : 'Enable the connections in Telnyx’s portal, or ask the customer to. Then mark them as enabled on the account’s page.'}
        </dd>
      </div>
    </dl>
  )
}
