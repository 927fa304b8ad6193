import { dehydrate, noop } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { answeredSoon, makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { LinkButton } from '@/components/ui/link-button'
import { MoreActions } from '@/components/ui/more-actions'
import { PageHeader } from '@/components/ui/page-header'
import { PhoneSheet, SheetButton } from '@/components/ui/phone-sheet'
import { loadChannelSearch } from '@/lib/channels'
import { can } from '@/lib/permissions'
import { listChannels, readPoolAnswer } from '@/server/channels/queries'
import { requirePermission } from '@/server/web/session'
import { ChannelsScreen } from './channels-screen'
import { PoolHistory } from './pool-history'
import { PoolPanel } from './pool-panel'
import { channelsQuery, poolQuery } from './queries'

export const metadata: Metadata = { title: 'Channels' }

export default async function ChannelsPage({ searchParams }: PageProps<'/channels'>) {
  const ctx = await requirePermission('channels.read')
  const search = loadChannelSearch(await searchParams)
  const client = makeQueryClient()
  // Not awaited: the pool may have to be read from Telnyx.
  void client.query({ ...poolQuery(), queryFn: () => readPoolAnswer(ctx, { fresh: false }) }).catch(noop)
  await answeredSoon(client.query({ ...channelsQuery(search), queryFn: () => listChannels(ctx, search) }))
  return (
    <PageData state={dehydrate(client)}>
      <PageHeader
        title="Channels"
        meta="How many outbound calls each account can have at the same time"
        actions={
          <>
            <SheetButton sheet="pool">Pool</SheetButton>
            {can(ctx.actor.role, 'channels.limit') && (
              <MoreActions>
                <LinkButton href="/channels/limits">Import channel limits</LinkButton>
              </MoreActions>
            )}
          </>
        }
      />
      <PhoneSheet id="pool" title="Channel pool">
        <PoolPanel />
      </PhoneSheet>
      <ChannelsScreen role={ctx.actor.role} />
      <div className="below-list">
        <PoolHistory />
      </div>
    </PageData>
  )
}
