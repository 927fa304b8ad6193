import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, fetchJson, get } from '@/app/fetch-json'
import { type ChannelPage, type ChannelSearch, type PoolAnswer, serializeChannelSearch } from '@/lib/channels'

export const channelsQuery = (search: ChannelSearch) =>
  queryOptions({
    queryKey: ['channels', 'list', search],
    queryFn: get<ChannelPage>(`/api/channels${serializeChannelSearch(search)}`),
    // More often while a row waits for Telnyx's answer.
    refetchInterval: query => (query.state.data?.rows.some(row => row.pending) ? 2_000 : 15_000),
  })

export const poolQuery = () =>
  queryOptions({
    queryKey: ['channels', 'pool'],
    queryFn: get<PoolAnswer>('/api/channels/pool'),
    refetchInterval: 15_000,
  })

/** The pool, read from Telnyx at this moment. */
export function freshPool(): Promise<PoolAnswer> {
  return fetchJson('/api/channels/pool?fresh=1', undefined, asksTelnyxMs)
}
