import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, fetchJson } from '@/app/fetch-json'
import { type ChannelPage, type ChannelSearch, type PoolAnswer, serializeChannelSearch } from '@/lib/channels'

export const channelKeys = {
  all: ['channels'] as const,
  list: (search: ChannelSearch) => [...channelKeys.all, 'list', search] as const,
  pool: () => [...channelKeys.all, 'pool'] as const,
}

export function channelsQuery(search: ChannelSearch) {
  return queryOptions({
    queryKey: channelKeys.list(search),
    queryFn: ({ signal }): Promise<ChannelPage> => fetchJson(`/api/channels${serializeChannelSearch(search)}`, signal),
    // More often while a row waits for Telnyx's answer.
    refetchInterval: query => (query.state.data?.rows.some(row => row.pending) ? 2_000 : 15_000),
  })
}

export function poolQuery() {
  return queryOptions({
    queryKey: channelKeys.pool(),
    queryFn: ({ signal }): Promise<PoolAnswer> => fetchJson('/api/channels/pool', signal),
    refetchInterval: 15_000,
  })
}

/** The pool, read from Telnyx at this moment. */
export function freshPool(): Promise<PoolAnswer> {
  return fetchJson('/api/channels/pool?fresh=1', undefined, asksTelnyxMs)
}
