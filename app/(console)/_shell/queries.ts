import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { Attention } from '@/lib/attention'
import type { OwnSecurity } from '@/lib/operator'
import type { SyncState } from '@/lib/sync'
import type { CountedView } from '@/lib/views'

export const syncKeys = { all: ['sync'] as const }

export function syncQuery() {
  return queryOptions({
    queryKey: syncKeys.all,
    queryFn: ({ signal }): Promise<SyncState> => fetchJson('/api/sync', signal),
    refetchInterval: query => (query.state.data?.running ? 2_000 : 15_000),
  })
}

export const attentionKeys = { all: ['attention'] as const }

/** Every screen asks for it: the badges of the navigation are its counts. */
export function attentionQuery() {
  return queryOptions({
    queryKey: attentionKeys.all,
    queryFn: ({ signal }): Promise<Attention> => fetchJson('/api/attention', signal),
    refetchInterval: 15_000,
  })
}

/** The operator's own views of accounts, and the shared ones. */
export function viewsQuery() {
  return queryOptions({
    queryKey: ['views'] as const,
    queryFn: ({ signal }): Promise<CountedView[]> => fetchJson('/api/views', signal),
  })
}

export const securityKeys = { all: ['security'] as const }

/** The operator's own ways to sign in: for their screen, and for the dialog that confirms their identity. */
export function securityQuery() {
  return queryOptions({
    queryKey: securityKeys.all,
    queryFn: ({ signal }): Promise<OwnSecurity> => fetchJson('/api/security', signal),
  })
}
