import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { Attention } from '@/lib/attention'

export const attentionKeys = { all: ['attention'] as const }

/** Every screen polls it: the badges in the navigation show its counts. */
export function attentionQuery() {
  return queryOptions({
    queryKey: attentionKeys.all,
    queryFn: ({ signal }): Promise<Attention> => fetchJson('/api/attention', signal),
    refetchInterval: 15_000,
  })
}
