'use client'

import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { limitSourceWords } from '@/lib/account-words'
import type { AccountDetail } from '@/lib/accounts'
import { useAccountDialogs } from '../dialogs-context'
import { useChanging } from '../status-cell'

/** Telnyx never reports the limit. It is what was set here or imported, or unknown. */
export function ChannelsCard({ account }: { account: AccountDetail }) {
  const dialogs = useAccountDialogs()
  const changing = useChanging(account, ['account.channel_limit'])
  const known = account.channelLimit !== null
  const mayEdit = dialogs?.may('channelLimit') && !account.missingSince && account.status !== 'cancelled'
  return (
    <Card title="Global outbound channels">
      <DescriptionList>
        <Description
          label="Channel limit"
          meta={
            known ? (
              <>
                {limitSourceWords[account.channelLimitSource ?? 'command']},{' '}
                <RelativeTime at={account.channelLimitObservedAt} />
              </>
            ) : (
              `Not reported by Telnyx.${mayEdit ? ' If you set it here, the console shows it.' : ''}`
            )
          }
        >
          <span className="flex flex-wrap items-center justify-between gap-2">
            {changing ? (
              <Status tone="warning" pending={changing.state === 'in_flight'} className="text-muted">
                {changing.words}
              </Status>
            ) : account.channelLimit === null ? (
              <span className="text-muted">Unknown</span>
            ) : (
              <span className="figures">
                {formatNumber(account.channelLimit)}
                {account.channelLimit === 0 && ' (no outbound calls)'}
              </span>
            )}
            {mayEdit && (
              <Button
                size="sm"
                disabled={changing?.state === 'in_flight'}
                onClick={() => dialogs?.open('channelLimit', account)}
                aria-label="Change channel limit"
              >
                Change…
              </Button>
            )}
          </span>
        </Description>
      </DescriptionList>
    </Card>
  )
}
