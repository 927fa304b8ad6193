'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ExternalLink, Power, PowerOff } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Badge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Button } from '@/components/ui/button'
import { buttonVariants } from '@/components/ui/button-variants'
import { Card } from '@/components/ui/card'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { type AccountDetail, offeredSwitch } from '@/lib/accounts'
import { can, type Role } from '@/lib/permissions'
import { noteRecentAccount } from '../../_shell/recent-accounts'
import { AccountDialogs } from '../account-dialogs'
import { useAccountDialogs } from '../dialogs-context'
import { OpenCommandBanner } from '../open-command-banner'
import { accountQuery } from '../queries'
import { AccountStatusText, useChanging } from '../status-cell'
import { accountName } from '../words'
import { BalanceHistory } from './balance-history'
import { BillingCard } from './billing-card'
import { ChannelsCard } from './channels-card'
import { DriftBanner } from './drift-banner'
import { IdentityCard } from './identity-card'
import { KeysCard } from './keys-card'
import { NotesCard } from './notes-card'
import { ProtectionCard } from './protection-card'
import { ReviewLine } from './review-line'
import { StatusCard } from './status-card'

type Props = { id: string; role: Role; timeline: ReactNode }

export function AccountScreen({ id, role, timeline }: Props) {
  const { data: view, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(accountQuery(id))
  const { account } = view
  const name = accountName(account)
  useEffect(() => noteRecentAccount({ id, name }), [id, name])
  return (
    <AccountDialogs role={role}>
      <Page width="normal">
        <PageHeader
          breadcrumb={<Breadcrumb crumbs={[{ label: 'Managed accounts', href: '/accounts' }, { label: name }]} />}
          title={<bdi>{name}</bdi>}
          meta={
            <>
              <AccountStatusText account={account} />
              {account.rollupBilling && <Badge>Rollup billing</Badge>}
              {account.protectedReason !== null && <Badge tone="accent">Protected</Badge>}
            </>
          }
          actions={<Actions account={account} />}
        />
        <div className="mb-4 grid gap-2 empty:hidden">
          {error && (
            <StaleBanner
              problem={problemOf(error)}
              asOf={<RelativeTime at={new Date(dataUpdatedAt).toISOString()} />}
              onRetry={() => void refetch()}
              retrying={isFetching}
            />
          )}
          {account.missingSince && (
            <Banner tone="warning" title="Gone from Telnyx">
              Telnyx no longer has this account. The console first noticed this{' '}
              <RelativeTime at={account.missingSince} />. The console keeps the last known facts. The account can no
              longer be changed.
            </Banner>
          )}
          <DriftBanner accountId={id} drift={view.drift} mayAcknowledge={can(role, 'drift.acknowledge')} />
          {view.commands.map(command => (
            <OpenCommandBanner key={command.id} command={command} maySettle={can(role, 'commands.settle')} />
          ))}
        </div>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="grid gap-4">
            <StatusCard view={view} />
            <BillingCard account={account} role={role} />
            <ChannelsCard account={account} />
            <ProtectionCard account={account} />
            <ReviewLine accountId={id} role={role} />
          </div>
          <div className="grid gap-4">
            <IdentityCard account={account} />
            {can(role, 'accounts.reveal') && !account.missingSince && <KeysCard account={account} />}
            <NotesCard accountId={id} notes={view.notes} mayAdd={can(role, 'accounts.notes')} />
          </div>
          <div className="lg:col-span-2 empty:hidden">
            <BalanceHistory account={account} role={role} />
          </div>
          <Card
            title="Timeline"
            description="All changes made here, and all changes seen from outside, newest first."
            className="lg:col-span-2"
          >
            {timeline}
          </Card>
        </div>
      </Page>
    </AccountDialogs>
  )
}

function Actions({ account }: { account: AccountDetail }) {
  const dialogs = useAccountDialogs()
  const state = useChanging(account, ['account.disable', 'account.enable'])?.state
  const changing = state === 'in_flight' || state === 'scheduled'
  const { disable, enable } = dialogs ? offeredSwitch(account, dialogs.role) : { disable: false, enable: false }
  const here = !account.missingSince
  return (
    <>
      <a href="https://portal.telnyx.com" target="_blank" rel="noopener noreferrer" className={buttonVariants({})}>
        Telnyx portal
        <ExternalLink aria-hidden />
      </a>
      {here && enable && dialogs?.may('enable') && (
        <Button disabled={changing} onClick={() => dialogs.open('enable', account)}>
          <Power aria-hidden />
          Enable…
        </Button>
      )}
      {here && disable && dialogs?.may('disable') && (
        <Button disabled={changing} onClick={() => dialogs.open('disable', account)}>
          <PowerOff aria-hidden className="text-danger" />
          Disable…
        </Button>
      )}
    </>
  )
}
