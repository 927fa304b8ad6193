import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { Attention } from '@/lib/attention'
import type { OwnSecurity } from '@/lib/operator'
import type { SyncState } from '@/lib/sync'
import type { CountedView } from '@/lib/views'

export const syncKeys = { all: ['sync'] as const }

export const syncQuery = () =>
  queryOptions({
    queryKey: syncKeys.all,
    queryFn: get<SyncState>('/api/sync'),
    refetchInterval: query => (query.state.data?.running ? 2_000 : 15_000),
  })

export const attentionKeys = { all: ['attention'] as const }

/** Every screen asks for it: the badges of the navigation are its counts. */
export const attentionQuery = () =>
  queryOptions({
    queryKey: attentionKeys.all,
    queryFn: get<Attention>('/api/attention'),
    refetchInterval: 15_000,
  })

/** The operator's own views of accounts, and the shared ones. */
export const viewsQuery = () =>
  queryOptions({ queryKey: ['views'] as const, queryFn: get<CountedView[]>('/api/views') })

export const securityKeys = { all: ['security'] as const }

/** The operator's own ways to sign in: for their screen, and for the dialog that confirms their identity. */
export const securityQuery = () =>
  queryOptions({ queryKey: securityKeys.all, queryFn: get<OwnSecurity>('/api/security') })
