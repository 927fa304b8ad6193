'use client'

import { Dialog } from '@/components/ui/dialog'
import { formatCount } from '@/components/ui/number'
import { DialogButtons } from '../../_shell/dialog-buttons'
import { ChannelLimitFields, useChannelLimitForm } from '../channel-limit-form'
import type { AccountDialogProps } from '../dialogs-context'
import { accountName } from '../words'
import { AccountSummary } from './account-summary'

export function ChannelLimitDialog({ account, onClose }: AccountDialogProps) {
  const { form, wanted, busy, submit, restored } = useChannelLimitForm(account, onClose)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={
        <>
          Change channel limit of <bdi>{accountName(account)}</bdi>
        </>
      }
      busy={busy}
      onSubmit={submit}
      footer={
        <DialogButtons
          busy={busy}
          onClose={onClose}
          label="Change channel limit"
          busyLabel="Changing…"
          variant="primary"
        />
      }
    >
      <div className="grid gap-4">
        <AccountSummary account={account} />
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
      </div>
    </Dialog>
  )
}
