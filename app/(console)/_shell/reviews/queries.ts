import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, fetchJson } from '@/app/fetch-json'
import {
  type AccountVerdict,
  type Desk,
  type DeskView,
  type ItemPage,
  type RoundSearch,
  type RoundSetup,
  serializeRoundSearch,
} from '@/lib/reviews'

export const reviewKeys = {
  all: ['reviews'] as const,
  desk: (desk: Desk, round: string | null) => [...reviewKeys.all, 'desk', desk, round] as const,
  items: (roundId: string, search: RoundSearch) => [...reviewKeys.all, 'items', roundId, search] as const,
  setup: (desk: Desk, search: string) => [...reviewKeys.all, 'setup', desk, search] as const,
  account: (id: string) => [...reviewKeys.all, 'account', id] as const,
}

/** The access desk asks Telnyx for its users first. */
export function deskQuery(desk: Desk, round: string | null) {
  return queryOptions({
    queryKey: reviewKeys.desk(desk, round),
    queryFn: ({ signal }): Promise<DeskView> =>
      fetchJson(`/api/reviews?desk=${desk}${round ? `&round=${round}` : ''}`, signal, asksTelnyxMs),
    refetchInterval: 15_000,
  })
}

export function itemsQuery(roundId: string, search: RoundSearch) {
  return queryOptions({
    queryKey: reviewKeys.items(roundId, search),
    queryFn: ({ signal }): Promise<ItemPage> =>
      fetchJson(`/api/reviews/${roundId}/items${serializeRoundSearch({ ...search, round: null })}`, signal),
    refetchInterval: 15_000,
  })
}

/** @param search which accounts the round would hold, as an address of the list of accounts; empty = all */
export function setupQuery(desk: Desk, search: string) {
  return queryOptions({
    queryKey: reviewKeys.setup(desk, search),
    queryFn: ({ signal }): Promise<RoundSetup> =>
      fetchJson(`/api/reviews/setup?${new URLSearchParams({ desk, search })}`, signal, asksTelnyxMs),
  })
}

export function verdictsQuery(accountId: string) {
  return queryOptions({
    queryKey: reviewKeys.account(accountId),
    queryFn: ({ signal }): Promise<AccountVerdict[]> => fetchJson(`/api/reviews/account?id=${accountId}`, signal),
    refetchInterval: 15_000,
  })
}
