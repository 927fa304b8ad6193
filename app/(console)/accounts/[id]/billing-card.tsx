'use client'

import { Lock } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { AccountDetail } from '@/lib/accounts'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import { can, type Role } from '@/lib/permissions'
import { AccountMoney } from '../account-money'
import { useAccountDialogs } from '../dialogs-context'
import { useChanging } from '../status-cell'

type Props = { account: AccountDetail; role: Role }

export function BillingCard({ account, role }: Props) {
  return (
    <Card title="Billing">
      <DescriptionList>
        {can(role, 'accounts.balances') && <Balance account={account} />}
        <Description
          label="Rollup billing"
          meta={
            <span className="inline-flex items-start gap-1">
              <Lock aria-hidden className="mt-0.5 size-3 shrink-0" />
              Set at creation. Only Telnyx support can change it.
            </span>
          }
        >
          {account.rollupBilling === null
            ? null
            : account.rollupBilling
              ? 'Billed to your manager account’s balance'
              : 'Own balance'}
        </Description>
        <Pricing account={account} />
      </DescriptionList>
    </Card>
  )
}

function Balance({ account }: { account: AccountDetail }) {
  const { long } = balanceScopeWords[balanceScope(account)]
  return (
    <>
      <Description
        label="Available credit"
        meta={
          account.balanceObservedAt ? (
            <>
              As of <RelativeTime at={account.balanceObservedAt} />.{long && ` ${long}.`}
            </>
          ) : (
            'Not read from Telnyx yet'
          )
        }
      >
        {account.availableCredit === null ? null : (
          <AccountMoney account={account} amount={account.availableCredit} className="font-medium text-base" />
        )}
      </Description>
      <Description label="Balance">
        {account.balance === null ? null : <AccountMoney account={account} amount={account.balance} />}
      </Description>
      <Description label="Credit limit">
        {account.creditLimit === null ? null : <AccountMoney account={account} amount={account.creditLimit} />}
      </Description>
    </>
  )
}

function Pricing({ account }: { account: AccountDetail }) {
  const dialogs = useAccountDialogs()
  const changing = useChanging(account, ['account.custom_pricing'])
  const mayEdit = dialogs?.may('pricing') && !account.missingSince && account.status !== 'cancelled'
  return (
    <Description
      label="Custom pricing"
      meta={account.customPricing === false && !changing && 'Your manager account’s prices apply.'}
    >
      <span className="flex flex-wrap items-center justify-between gap-2">
        {changing ? (
          <Status tone="warning" pending={changing.state === 'in_flight'} className="text-muted">
            {changing.words}
          </Status>
        ) : account.customPricing === null ? (
          <span className="text-muted">Unknown</span>
        ) : (
          <span>{account.customPricing ? 'Allowed' : 'Off'}</span>
        )}
        {mayEdit && (
          <Button
            size="sm"
            disabled={changing?.state === 'in_flight'}
            onClick={() => dialogs?.open('pricing', account)}
            aria-label="Change custom pricing"
          >
            Change…
          </Button>
        )}
      </span>
    </Description>
  )
}
