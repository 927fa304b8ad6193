'use client'

import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AccountView, allowedSwitch } from '@/lib/accounts'
import { useToday } from '../../_shell/time-zone'
import { useAccountDialogs } from '../dialogs-context'
import { AccountStatusText } from '../status-cell'
import { ConnectionsFact, DisabledOutsideFact } from '../status-facts'
import { disableReasonWords, statusSource } from '../words'

export function StatusCard({ view }: { view: AccountView }) {
  const { account, disabledOutside, connections } = view
  const dialogs = useAccountDialogs()
  const { disable, why } = allowedSwitch(account.status)
  // Everyone sees why nothing can be done. Only roles that may act see what to check first.
  const explained = !disable || dialogs?.may('disable')
  return (
    <Card title="Status">
      <DescriptionList>
        <Description
          label="Status"
          meta={
            <>
              {statusSource(account)}, <RelativeTime at={view.statusSeenAt} />
              {explained && why && <p>{why}</p>}
            </>
          }
        >
          <AccountStatusText account={account} />
        </Description>
        {disabledOutside && <DisabledOutsideFact outside={disabledOutside} firstSeenAt={account.firstSeenAt} />}
        {connections && <ConnectionsFact accountId={account.id} connections={connections} />}
        {account.disabledAt && (
          <>
            <Description label="Disabled" meta={<>by {account.disabledBy ?? 'an unknown operator'}</>}>
              <RelativeTime at={account.disabledAt} />
            </Description>
            <Description label="Reason" meta={account.disabledNote}>
              {account.disabledReason && disableReasonWords(account.disabledReason)}
            </Description>
          </>
        )}
        {account.reviewOn && (
          <Description label="Review on">
            <ReviewDay day={account.reviewOn} />
          </Description>
        )}
      </DescriptionList>
    </Card>
  )
}

function ReviewDay({ day }: { day: string }) {
  const due = day <= useToday()
  return (
    <span className="inline-flex items-center gap-2">
      <time dateTime={day} className="figures">
        {day}
      </time>
      {due && <Badge tone="warning">Due</Badge>}
    </span>
  )
}
