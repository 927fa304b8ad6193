'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { StaleBanner } from '@/components/states/stale-banner'
import { Badge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Card } from '@/components/ui/card'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { can, type Role } from '@/lib/permissions'
import { noteRecentAccount } from '../../_shell/recent-accounts'
import { AccountDialogs } from '../account-dialogs'
import { AccountFacts } from '../account-facts'
import { OpenCommandBanner } from '../open-command-banner'
import { accountQuery } from '../queries'
import { isInPanel, StatusPanel } from '../status-panel'
import { accountName } from '../words'
import { BalanceHistory } from './balance-history'
import { DriftBanner } from './drift-banner'
import { KeysFact } from './keys-fact'
import { NotesCard } from './notes-card'
import { ReviewLine } from './review-line'

type Props = { id: string; role: Role; timeline: ReactNode }

/** For an operator in a phone call: first name, status and what to do next, then facts, notes and timeline side by side. */
export function AccountScreen({ id, role, timeline }: Props) {
  const { data: view, error, isFetching, refetch, dataUpdatedAt } = useSuspenseQuery(accountQuery(id))
  const { account } = view
  const name = accountName(account)
  useEffect(() => noteRecentAccount({ id, name }), [id, name])
  return (
    <AccountDialogs role={role}>
      <Page>
        <PageHeader
          breadcrumb={<Breadcrumb above="Managed accounts" href="/accounts" here={name} />}
          title={
            // The whole name is in the details.
            <bdi title={name} className="line-clamp-2">
              {name}
            </bdi>
          }
          meta={
            (account.rollupBilling || account.protectedReason !== null) && (
              <>
                {account.protectedReason !== null && <Badge tone="accent">Protected</Badge>}
                {account.rollupBilling && <Badge>Rollup billing</Badge>}
              </>
            )
          }
        />
        <div className="mb-4 grid gap-2">
          <StatusPanel account={account} view={view} />
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
          {view.commands
            .filter(one => !isInPanel(one))
            .map(command => (
              <OpenCommandBanner key={command.id} command={command} maySettle={can(role, 'commands.settle')} />
            ))}
          <DriftBanner accountId={id} drift={view.drift} role={role} />
        </div>
        <div className="grid items-start gap-4 lg:grid-cols-[28.5rem_minmax(0,1fr)]">
          <div className="grid min-w-0 gap-4">
            <Card title="Details" actions={<PortalLink />}>
              <AccountFacts account={account} detail={account} full>
                {can(role, 'accounts.reveal') && !account.missingSince && <KeysFact account={account} />}
              </AccountFacts>
            </Card>
            <ReviewLine accountId={id} role={role} />
            <BalanceHistory account={account} role={role} />
          </div>
          <div className="grid min-w-0 items-start gap-4 min-[1400px]:grid-cols-[minmax(0,3fr)_minmax(0,4fr)]">
            <NotesCard accountId={id} notes={view.notes} mayAdd={can(role, 'accounts.notes')} />
            <Card title="Timeline">{timeline}</Card>
          </div>
        </div>
      </Page>
    </AccountDialogs>
  )
}

function PortalLink() {
  return (
    <a
      href="https://portal.telnyx.com"
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex items-center gap-1 rounded-sm text-accent hover:underline coarse:min-h-11"
    >
      Telnyx portal
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  )
}
