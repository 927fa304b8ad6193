'use client'

import type { ComponentProps } from 'react'
import { Unknown } from '@/components/ui/description-list'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusIcon } from '@/components/ui/status'
import { flagWords } from '@/lib/account-words'
import { type AccountRow, accountName } from '@/lib/accounts'
import { accountHref } from '../_shell/account-link'
import { useToday } from '../_shell/time-zone'
import { AccountMoney } from './account-money'
import { ChangingWords, useChanging } from './status-cell'

/** Icons beside the name: protected, and changed outside the console. */
export function Marks({ account }: { account: AccountRow }) {
  return (
    <>
      {account.protectedReason !== null && (
        <Mark label="Protected" title={`Protected: ${account.protectedReason}`} tone="accent" icon="shield" />
      )}
      {account.drifted && <Mark label="Changed outside the console" tone="warning" icon="compare" />}
    </>
  )
}

type MarkProps = ComponentProps<typeof StatusIcon> & { label: string; title?: string }

function Mark({ label, title = label, ...icon }: MarkProps) {
  return (
    <span role="img" aria-label={label} title={title} className="shrink-0">
      <StatusIcon {...icon} />
    </span>
  )
}

/** A click on the row follows this link (see data-row-link in the table). */
export function NameLink({ account }: { account: AccountRow }) {
  return (
    <a data-row-link href={accountHref(account.id)} className="row-link">
      <bdi>{accountName(account)}</bdi>
    </a>
  )
}

export function FlagCell({ kind, value }: { kind: keyof typeof flagWords; value: boolean | null }) {
  if (value === null) return <Unknown />
  return <span className={value ? undefined : 'text-muted'}>{flagWords[kind][value ? 'yes' : 'no']}</span>
}

export function PricingCell({ account }: { account: AccountRow }) {
  const changing = useChanging(account, ['account.custom_pricing'])
  return changing ? <ChangingWords {...changing} /> : <FlagCell kind="pricing" value={account.customPricing} />
}

export function ChannelsCell({ account }: { account: AccountRow }) {
  const changing = useChanging(account, ['account.channel_limit'])
  if (changing) return <ChangingWords {...changing} />
  if (account.channelLimit === null) return <span className="text-muted">Unknown</span>
  return <>{formatNumber(account.channelLimit)}</>
}

/** The amount is as old as the last read of this account's balance. A tooltip shows when that was. */
export function BalanceCell({ account, amount }: { account: AccountRow; amount: string | null }) {
  return (
    <span data-as-of={account.balanceObservedAt ?? ''}>
      <AccountMoney account={account} amount={amount} />
    </span>
  )
}

/** Empty while the account is not disabled. */
export function DisabledCell({ account }: { account: AccountRow }) {
  if (account.status !== 'disabled') return null
  return <RelativeTime at={account.disabledAt} missing="Not recorded" />
}

/** What the console knows of a disable; empty while the account is not disabled. */
export function DisableFact({ account, fact }: { account: AccountRow; fact: string | null | undefined }) {
  return account.status === 'disabled' ? <bdi title={fact ?? undefined}>{fact}</bdi> : null
}

/** The day to review a disabled account, highlighted once it is due. */
export function ReviewCell({ account }: { account: AccountRow }) {
  const today = useToday()
  if (account.status !== 'disabled' || account.reviewOn === null) return <Unknown label="No review" />
  const due = account.reviewOn <= today
  return <span className={due ? 'figures font-medium text-warning' : 'figures'}>{account.reviewOn}</span>
}
