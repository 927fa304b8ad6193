'use client'

import { Lock } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Money } from '@/components/ui/money'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import { limitSourceWords } from '@/lib/account-words'
import type { AccountDetail, AccountRow } from '@/lib/accounts'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import { can } from '@/lib/permissions'
import { AccountMoney } from './account-money'
import { ChannelsCell, PricingCell } from './cells'
import { type AccountDialog, type DialogAccount, type Dialogs, useAccountDialogs } from './dialogs-context'
import { useChanging } from './status-cell'

type Props = {
  account: AccountRow
  /** The facts that only the account's own page and a preview that was read have. */
  detail: AccountDetail | undefined
  /** Also what only the page has room for: the name, all ids, when each was read. */
  full?: boolean
  children?: ReactNode
}

/** All known facts of an account in one list, each with its source and age, and the buttons that change them. */
export function AccountFacts({ account, detail, full = false, children }: Props) {
  const role = useAccountDialogs()?.role
  return (
    <DescriptionList className="[&>div]:grid-cols-[6.5rem_minmax(0,1fr)]! [&>div]:gap-x-3 [&>div]:py-1.5">
      {role && can(role, 'accounts.balances') && <Credit account={account} detail={detail} />}
      {role && detail && can(role, 'accounts.balances') && <LowCredit account={detail} />}
      <Billing account={account} full={full} />
      <Pricing account={account} />
      <ChannelLimit account={account} detail={detail} />
      <Protection account={account} detail={detail} />
      {full && <Copyable label="Name" value={account.name} copy="Copy name" />}
      <Copyable label="E-mail" value={account.email} copy="Copy e-mail" />
      <Description label="Account id">
        <MonoId id={account.id} copyLabel="Copy account id" full={full} />
      </Description>
      {full && detail && (
        <>
          <Description label="API user">
            {detail.apiUser && <MonoId id={detail.apiUser} copyLabel="Copy API user" full />}
          </Description>
          <Description label="Manager account">
            {detail.managerAccountId && (
              <MonoId id={detail.managerAccountId} copyLabel="Copy manager account id" full />
            )}
          </Description>
        </>
      )}
      <Description
        label="Created"
        meta={
          <>
            Updated <RelativeTime at={account.updatedAt} />
            {full && detail && (
              <>
                , read from Telnyx <RelativeTime at={detail.observedAt} />
              </>
            )}
          </>
        }
      >
        <RelativeTime at={account.createdAt} />
      </Description>
      {children}
    </DescriptionList>
  )
}

function Credit({ account, detail }: Pick<Props, 'account' | 'detail'>) {
  const { long } = balanceScopeWords[balanceScope(account)]
  const { availableCredit, balanceObservedAt } = account
  return (
    <Description
      label="Available credit"
      meta={
        balanceObservedAt ? (
          <>
            {detail && (
              <p>
                Balance <AccountMoney account={account} amount={detail.balance} bare />, credit limit{' '}
                <AccountMoney account={account} amount={detail.creditLimit} bare />
              </p>
            )}
            <p>
              As of <RelativeTime at={balanceObservedAt} />.{long && ` ${long}.`}
            </p>
          </>
        ) : (
          'Not read from Telnyx yet'
        )
      }
    >
      {availableCredit === null ? null : (
        <AccountMoney account={account} amount={availableCredit} className="font-medium text-base" />
      )}
    </Description>
  )
}

/** Below which credit is low, and who decided that. */
function LowCredit({ account }: { account: AccountDetail }) {
  const { threshold, currency } = account
  if (!threshold) {
    return (
      <Description label="Low credit">
        <span className="text-muted">
          {account.rollupBilling ? 'No threshold: the balance is shared' : 'No threshold until billing is known'}
        </span>
      </Description>
    )
  }
  return (
    <ChangeableFact
      account={account}
      dialog="threshold"
      change="Change low credit threshold"
      label="Low credit"
      meta={
        threshold.source === 'account' ? (
          <>
            Set for this account. Other accounts{currency && ` in ${currency}`}:{' '}
            <Money amount={threshold.usual} currency={currency} />.
          </>
        ) : (
          `${threshold.source === 'currency' ? `Set for accounts in ${currency}` : 'The default'}.`
        )
      }
    >
      <span>
        Below <Money amount={threshold.amount} currency={currency} />
      </span>
    </ChangeableFact>
  )
}

function Billing({ account: { rollupBilling }, full }: { account: AccountRow; full: boolean }) {
  return (
    <Description
      label="Billing"
      meta={
        full && (
          <span className="inline-flex items-start gap-1">
            <Lock aria-hidden className="mt-0.5 size-3 shrink-0" />
            Set at creation. Only Telnyx support can change it.
          </span>
        )
      }
    >
      {rollupBilling === null
        ? null
        : rollupBilling
          ? 'Rollup: billed to your manager account’s balance'
          : 'Own balance'}
    </Description>
  )
}

function Pricing({ account }: { account: AccountRow }) {
  const changing = useChanging(account, ['account.custom_pricing'])
  return (
    <ChangeableFact
      account={account}
      dialog="pricing"
      change="Change custom pricing"
      busy={changing?.state === 'in_flight'}
      label="Custom pricing"
      meta={account.customPricing === false && !changing && 'Your manager account’s prices apply.'}
    >
      <PricingCell account={account} />
    </ChangeableFact>
  )
}

/** Telnyx never reports the limit. It is what was set here or imported, or unknown. */
function ChannelLimit({ account, detail }: Pick<Props, 'account' | 'detail'>) {
  const dialogs = useAccountDialogs()
  const changing = useChanging(account, ['account.channel_limit'])
  const source = detail?.channelLimitSource
  return (
    <ChangeableFact
      account={account}
      dialog="channelLimit"
      change="Change channel limit"
      busy={changing?.state === 'in_flight'}
      label="Channel limit"
      meta={
        account.channelLimit === null ? (
          `Not reported by Telnyx.${mayChange(dialogs, 'channelLimit', account) ? ' Shown once you set it here.' : ''}`
        ) : (
          <>
            {source && `${limitSourceWords[source]}, `}
            <RelativeTime at={account.channelLimitObservedAt} />
          </>
        )
      }
    >
      <span className="figures">
        <ChannelsCell account={account} />
        {account.channelLimit === 0 && !changing && ' (no outbound calls)'}
      </span>
    </ChangeableFact>
  )
}

/** Whether the account is protected from being disabled by mistake. */
function Protection({ account, detail }: Pick<Props, 'account' | 'detail'>) {
  const dialogs = useAccountDialogs()
  const mayProtect = dialogs?.may('protect') ?? false
  const { protectedReason } = account
  return (
    <Description
      label="Protection"
      meta={
        protectedReason === null
          ? mayProtect && 'For hospitals, alarm systems and your own lines.'
          : detail && (
              <>
                By {detail.protectedBy ?? 'an unknown operator'}, <RelativeTime at={detail.protectedAt} />. Bulk changes
                skip this account.
              </>
            )
      }
    >
      <span className="flex items-baseline justify-between gap-x-2">
        <span className="min-w-0">{protectedReason ?? <span className="text-muted">Not protected</span>}</span>
        {mayProtect && (
          <Button size="sm" className="h-6 shrink-0" onClick={() => dialogs?.open('protect', account)}>
            {protectedReason === null ? 'Protect…' : 'Stop protecting…'}
          </Button>
        )}
      </span>
    </Description>
  )
}

function mayChange(dialogs: Dialogs | null, dialog: AccountDialog, { missingSince, status }: AccountRow): boolean {
  return dialogs?.may(dialog) === true && !missingSince && status !== 'cancelled'
}

type ChangeableProps = ComponentProps<typeof Description> & {
  account: AccountRow & Pick<DialogAccount, 'threshold'>
  dialog: AccountDialog
  /** The name of the button. */
  change: string
  busy?: boolean
}

/** A fact with the button that changes it, for roles that may. */
function ChangeableFact({ account, dialog, change, busy, children, ...fact }: ChangeableProps) {
  const dialogs = useAccountDialogs()
  const open = () => dialogs?.open(dialog, account)
  return (
    <Description {...fact}>
      <span className="flex flex-wrap items-center justify-between gap-x-2">
        {children}
        {mayChange(dialogs, dialog, account) && (
          <Button size="sm" className="h-6" disabled={busy} onClick={open} aria-label={change}>
            Change…
          </Button>
        )}
      </span>
    </Description>
  )
}

function Copyable({ label, value, copy }: { label: string; value: string | null; copy: string }) {
  return (
    <Description label={label}>
      {value && (
        <span className="flex items-start gap-0.5">
          <bdi className="min-w-0">{value}</bdi>
          <CopyButton value={value} label={copy} className="-my-0.5" />
        </span>
      )}
    </Description>
  )
}
