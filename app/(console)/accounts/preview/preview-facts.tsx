'use client'

import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import type { AccountRow, AccountView } from '@/lib/accounts'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import { can, type Role } from '@/lib/permissions'
import { AccountMoney } from '../account-money'
import { ChannelsCell, FlagCell, PricingCell } from '../cells'
import { AccountStatusText } from '../status-cell'
import { ConnectionsFact, DisabledOutsideFact } from '../status-facts'
import { disableReasonWords, statusSource } from '../words'

type Props = {
  /** From the list until the account itself is read. */
  account: AccountRow
  view: AccountView | undefined
  role: Role
}

/** The account's known facts, each with its source and time. */
export function PreviewFacts({ account, view, role }: Props) {
  return (
    <DescriptionList className="[&>div]:grid-cols-[6.25rem_minmax(0,1fr)]! [&>div]:gap-x-3 [&>div]:py-1.5">
      <Description
        label="Status"
        meta={
          <>
            {statusSource(account)}, <RelativeTime at={view?.statusSeenAt ?? account.statusObservedAt} />
          </>
        }
      >
        <AccountStatusText account={account} />
      </Description>
      {account.status === 'disabled' && <Disabled view={view} />}
      {view?.connections && <ConnectionsFact accountId={account.id} connections={view.connections} />}
      {can(role, 'accounts.balances') && <Credit account={account} />}
      <Description
        label="Channel limit"
        meta={account.channelLimitObservedAt && <RelativeTime at={account.channelLimitObservedAt} />}
      >
        <ChannelsCell account={account} />
      </Description>
      <Description label="Custom pricing">
        <PricingCell account={account} />
      </Description>
      <Description label="Rollup billing">
        <FlagCell kind="rollup" value={account.rollupBilling} />
      </Description>
      <Description label="E-mail">
        {account.email && (
          <span className="flex items-start gap-0.5">
            <bdi className="min-w-0">{account.email}</bdi>
            <CopyButton value={account.email} label="Copy e-mail" className="-my-0.5" />
          </span>
        )}
      </Description>
      <Description label="Id">
        <MonoId id={account.id} copyLabel="Copy account id" />
      </Description>
      <Description label="Created">
        <RelativeTime at={account.createdAt} />
      </Description>
      <Description label="Updated">
        <RelativeTime at={account.updatedAt} />
      </Description>
    </DescriptionList>
  )
}

function Disabled({ view }: { view: AccountView | undefined }) {
  if (!view) {
    return (
      <Description label="Disabled" meta={<Skeleton className="my-0.5 w-20" />}>
        <Skeleton className="my-1 w-28" />
      </Description>
    )
  }
  const { account, disabledOutside } = view
  if (disabledOutside) return <DisabledOutsideFact outside={disabledOutside} firstSeenAt={account.firstSeenAt} />
  if (!account.disabledAt) return null
  const reason = account.disabledReason && disableReasonWords(account.disabledReason)
  return (
    <Description
      label="Disabled"
      meta={
        <>
          by {account.disabledBy ?? 'an unknown operator'}, <RelativeTime at={account.disabledAt} />
        </>
      }
    >
      {reason ?? 'No reason recorded'}
    </Description>
  )
}

function Credit({ account }: { account: AccountRow }) {
  const { long } = balanceScopeWords[balanceScope(account)]
  return (
    <Description
      label="Available credit"
      meta={
        account.balanceObservedAt ? (
          <>
            {long && `${long}. `}
            <RelativeTime at={account.balanceObservedAt} />
          </>
        ) : (
          'Not read from Telnyx yet'
        )
      }
    >
      {account.availableCredit === null ? null : (
        <AccountMoney account={account} amount={account.availableCredit} className="font-medium" />
      )}
    </Description>
  )
}
