'use client'

import { Pencil } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Button } from '@/components/ui/button'
import { formatNumber } from '@/components/ui/number'
import { Popover } from '@/components/ui/popover'
import { Skeleton } from '@/components/ui/skeleton'
import { Status } from '@/components/ui/status'
import type { ChannelRow } from '@/lib/channels'
import { useAccountDialogs } from '../accounts/dialogs-context'
import { useChanging } from '../accounts/status-cell'
import { accountName } from '../accounts/words'

// Loaded when first opened: forms and validation stay out of the table.
const LimitEditor = lazy(() => import('./limit-editor').then(module => ({ default: module.LimitEditor })))

/** The known limit. For roles that may change it, a button that opens the editor in place. */
export function LimitCell({ account }: { account: ChannelRow }) {
  const may = useAccountDialogs()?.may('channelLimit') ?? false
  if (!may) return <Limit account={account} />
  const name = accountName(account)
  return (
    <Popover
      label={`Channel limit of ${name}`}
      align="end"
      className="w-80 max-w-[calc(100dvw-1rem)] p-4"
      // Stays while a change is in flight: the editor inside waits for the outcome, and the focus can return to the button.
      trigger={props => (
        <Button {...props} variant="ghost" size="sm" className="figures -mr-2 font-normal">
          <span className="sr-only">Change the channel limit of {name}, now </span>
          <Limit account={account} />
          <Pencil aria-hidden className="text-muted" />
        </Button>
      )}
    >
      {close => (
        <Suspense fallback={<Skeleton className="h-40 w-full" />}>
          <LimitEditor account={account} close={close} />
        </Suspense>
      )}
    </Popover>
  )
}

/** The known limit, or the change in flight instead. */
function Limit({ account }: { account: ChannelRow }) {
  const changing = useChanging(account, ['account.channel_limit'])
  if (changing) {
    return (
      <Status tone="warning" pending={changing.state === 'in_flight'} className="text-muted">
        {changing.words}
      </Status>
    )
  }
  if (account.channelLimit === null) return <span className="text-muted">Unknown</span>
  return <span>{formatNumber(account.channelLimit)}</span>
}
