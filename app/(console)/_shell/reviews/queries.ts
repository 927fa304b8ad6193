import { queryOptions } from '@tanstack/react-query'
import { asksTelnyxMs, get } from '@/app/fetch-json'
import {
  type AccountVerdict,
  type Desk,
  type DeskView,
  type ItemPage,
  type RoundSearch,
  type RoundSetup,
  serializeRoundSearch,
} from '@/lib/reviews'

export const reviewKeys = { all: ['reviews'] as const }

/** The access desk asks Telnyx for its users first. */
export const deskQuery = (desk: Desk, round: string | null) =>
  queryOptions({
    queryKey: [...reviewKeys.all, 'desk', desk, round],
    queryFn: get<DeskView>(`/api/reviews?desk=${desk}${round ? `&round=${round}` : ''}`, asksTelnyxMs),
    refetchInterval: 15_000,
  })

export const itemsQuery = (roundId: string, search: RoundSearch) =>
  queryOptions({
    queryKey: [...reviewKeys.all, 'items', roundId, search],
    queryFn: get<ItemPage>(`/api/reviews/${roundId}/items${serializeRoundSearch({ ...search, round: null })}`),
    refetchInterval: 15_000,
  })

/** @param search which accounts the round would hold, as an address of the list of accounts; empty = all */
export const setupQuery = (desk: Desk, search: string) =>
  queryOptions({
    queryKey: [...reviewKeys.all, 'setup', desk, search],
    queryFn: get<RoundSetup>(`/api/reviews/setup?${new URLSearchParams({ desk, search })}`, asksTelnyxMs),
  })

export const verdictsQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...reviewKeys.all, 'account', accountId],
    queryFn: get<AccountVerdict[]>(`/api/reviews/account?id=${accountId}`),
    refetchInterval: 15_000,
  })
