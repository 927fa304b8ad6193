import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, fetchJson } from '@/app/fetch-json'
import type { RosterChanges, RosterScreen, UserDetail } from '@/lib/organization'

const organizationKeys = {
  all: ['organization'] as const,
  roster: () => [...organizationKeys.all, 'roster'] as const,
  changes: () => [...organizationKeys.all, 'changes'] as const,
  user: (id: string) => [...organizationKeys.all, 'user', id] as const,
}

/** The whole roster. The browser filters, sorts and pages it, so that results are immediate. */
export function rosterQuery() {
  return queryOptions({
    queryKey: organizationKeys.roster(),
    queryFn: ({ signal }): Promise<RosterScreen> => fetchJson('/api/organization', signal, asksTelnyxMs),
    refetchInterval: query => (query.state.data?.users.some(user => user.pending) ? 2_000 : 15_000),
  })
}

export function changesQuery() {
  return queryOptions({
    queryKey: organizationKeys.changes(),
    queryFn: ({ signal }): Promise<RosterChanges> => fetchJson('/api/organization/changes', signal),
  })
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: organizationKeys.user(id),
    queryFn: ({ signal }): Promise<UserDetail> =>
      fetchJson(`/api/organization/user?id=${encodeURIComponent(id)}`, signal, asksTelnyxMs),
  })
}
