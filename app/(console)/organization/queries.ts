import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, get } from '@/app/fetch-json'
import type { RosterChanges, RosterScreen, UserDetail } from '@/lib/organization'

/** The whole roster. The browser filters, sorts and pages it, so that results are immediate. */
export const rosterQuery = () =>
  queryOptions({
    queryKey: ['organization', 'roster'],
    queryFn: get<RosterScreen>('/api/organization', asksTelnyxMs),
    refetchInterval: query => (query.state.data?.users.some(user => user.pending) ? 2_000 : 15_000),
  })

export const changesQuery = () =>
  queryOptions({ queryKey: ['organization', 'changes'], queryFn: get<RosterChanges>('/api/organization/changes') })

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['organization', 'user', id],
    queryFn: get<UserDetail>(`/api/organization/user?id=${encodeURIComponent(id)}`, asksTelnyxMs),
  })
