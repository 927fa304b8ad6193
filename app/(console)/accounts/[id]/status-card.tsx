'use client'

import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { useNow } from '@/components/ui/use-now'
import { type AccountDetail, allowedSwitch, type DisableReason, disableReasons } from '@/lib/accounts'
import { AccountStatusText } from '../../_accounts/status-cell'

const sourceWords = {
  sweep: 'From Telnyx’s list',
  command: 'Set here',
  probe: 'Looked up at Telnyx',
} as const

function reasonWords(reason: string): string {
  return reason in disableReasons ? disableReasons[reason as DisableReason] : reason
}

/** A status nobody could tell has no source: it is a gap, not a finding. */
function gapWords({ statusSource }: AccountDetail): string {
  return statusSource === 'command' ? 'Created here; the next sync tells it' : 'No list of Telnyx shows it'
}

export function StatusCard({ account, seenAt }: { account: AccountDetail; seenAt: string }) {
  const source = account.status === 'unknown' ? gapWords(account) : sourceWords[account.statusSource]
  const { why } = allowedSwitch(account.status)
  return (
    <Card title="Status">
      <DescriptionList>
        <Description
          label="Status"
          meta={
            <>
              {source}, <RelativeTime at={seenAt} />
              {why && <p>{why}</p>}
            </>
          }
        >
          <AccountStatusText account={account} />
        </Description>
        {account.disabledAt && (
          <>
            <Description label="Disabled" meta={<>by {account.disabledBy ?? 'somebody'}</>}>
              <RelativeTime at={account.disabledAt} />
            </Description>
            <Description label="Reason" meta={account.disabledNote}>
              {account.disabledReason && reasonWords(account.disabledReason)}
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
  const now = useNow()
  const due = now !== null && day <= new Date(now).toISOString().slice(0, 10)
  return (
    <span className="inline-flex items-center gap-2">
      <time dateTime={day} className="figures">
        {day}
      </time>
      {due && <Badge tone="warning">Due</Badge>}
    </span>
  )
}
