import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import type { OwnSecurity } from '@/lib/operator'

export const securityKeys = { all: ['security'] as const }

export function securityQuery() {
  return queryOptions({
    queryKey: securityKeys.all,
    queryFn: ({ signal }): Promise<OwnSecurity> => fetchJson('/api/security', signal),
  })
}
