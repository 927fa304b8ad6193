'use client'

import { formatCount } from '@/components/ui/number'
import { ChannelLimitFields, useChannelLimitForm } from '../channel-limit-form'
import type { AccountDialogProps } from '../dialogs-context'
import { AccountFormDialog } from './account-form'

export function ChannelLimitDialog({ account, onClose }: AccountDialogProps) {
  const { form, wanted, busy, submit, restored } = useChannelLimitForm(account, onClose)
  return (
    <AccountFormDialog
      account={account}
      onClose={onClose}
      busy={busy}
      onSubmit={submit}
      title="Change channel limit of"
      label="Change channel limit"
      busyLabel="Changing…"
    >
      <p className="text-muted">
        {account.channelLimit === null
          ? 'The current limit is unknown because Telnyx does not report it. The console shows the limit that you set here.'
          : `Last known limit: ${formatCount(account.channelLimit, 'channel')}.`}
      </p>
      <ChannelLimitFields
        form={form}
        wanted={wanted}
        restored={restored}
        hint="How many outbound calls the account can have at the same time."
        input={{ 'data-autofocus': true, type: 'number', min: 0, step: 1, className: 'figures w-36' }}
      />
    </AccountFormDialog>
  )
}
