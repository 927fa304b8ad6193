import { dehydrate, HydrationBoundary, noop } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { makeQueryClient } from '@/app/query-client'
import { ListBoundary } from '@/components/states/list-boundary'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { loadChannelSearch } from '@/lib/channels'
import { can } from '@/lib/permissions'
import { listChannels, readPoolAnswer } from '@/server/channels/queries'
import { requirePermission } from '@/server/session'
import { channelsQuery, poolQuery } from '../_channels/queries'
import { ChannelsPending, ChannelsScreen } from './channels-screen'
import { PoolPanel, PoolPending } from './pool-panel'

export const metadata: Metadata = { title: 'Channels' }

export default async function ChannelsPage({ searchParams }: PageProps<'/channels'>) {
  const ctx = await requirePermission('channels.read')
  const search = loadChannelSearch(await searchParams)
  const client = makeQueryClient()
  void client.query({ ...channelsQuery(search), queryFn: () => listChannels(ctx, search) }).catch(noop)
  void client.query({ ...poolQuery(), queryFn: () => readPoolAnswer(ctx, { fresh: false }) }).catch(noop)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader
        title="Channels"
        meta="How many outbound calls each account can have at the same time"
        actions={
          can(ctx.actor.role, 'channels.limit') && (
            <LinkButton href="/channels/limits">Import channel limits</LinkButton>
          )
        }
      />
      <ListBoundary pending={<PoolPending />}>
        <PoolPanel />
      </ListBoundary>
      <ListBoundary pending={<ChannelsPending />}>
        <ChannelsScreen role={ctx.actor.role} />
      </ListBoundary>
    </HydrationBoundary>
  )
}
