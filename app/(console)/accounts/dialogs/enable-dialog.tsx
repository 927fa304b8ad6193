'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Textarea } from '@/components/ui/textarea'
import { enableAccountInput } from '@/lib/account-inputs'
import { allowedSwitch } from '@/lib/accounts'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { useDraft, useKeepDraft } from '../../_shell/draft'
import { RestoredDraft } from '../../_shell/restored-draft'
import { enableAccount } from '../actions'
import type { AccountDialogProps } from '../dialogs-context'
import { useAccountCommand } from '../use-account-command'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'
import { DisabledBecause } from './disabled-because'

const untyped = { reason: '' }

export function EnableDialog({ account, onClose }: AccountDialogProps) {
  const name = accountName(account)
  const draft = useDraft(`enable:${account.id}`)
  const form = useForm({
    resolver: zodResolver(enableAccountInput),
    defaultValues: { accountId: account.id, reason: '', reenableConnections: false, ...draft.kept },
  })
  const clear = useKeepDraft(draft, form, untyped)
  const { errors } = form.formState
  const connections = useWatch({ control: form.control, name: 'reenableConnections' })
  const words = {
    done: `${name} is enabled${connections ? '' : ', without its connections'}`,
    failed: `${name} was not enabled`,
  }
  const { send, busy } = useAccountCommand(account, 'account.enable', enableAccount, words, onClose, draft.name)
  const submit = form.handleSubmit(async input => {
    const problem = await send(input)
    if (problem) applyProblem(form.setError, problem, ['reason', 'reenableConnections'])
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Enable <bdi>{name}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons busy={busy} onClose={onClose} label="Enable account" busyLabel="Enabling…" variant="primary" />
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={errors} />
        <AccountSummary account={account} />
        <DisabledBecause account={account} />
        <RestoredDraft kept={draft.kept} onClear={clear} />
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
      </div>
    </Dialog>
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
