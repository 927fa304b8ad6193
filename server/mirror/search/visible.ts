import 'server-only'
import {
  type AccountFilter,
  type AccountSort,
  type FilterKey,
  filterOf,
  filtersBalances,
  namesBalances,
  sortsByBalance,
  withoutBalances,
} from '@/lib/account-filters'
import { loadAccountSearch } from '@/lib/account-search'
import { can } from '@/lib/permissions'
import { canonicalSearch } from '@/lib/views'
import type { Ctx, OperatorActor } from '../../context'

// What an operator may not see, they do not learn from what was selected or sorted by it either. One answer for searches, views, jobs
// and the record. Jobs and approvals are in the order of names to begin with (`readInNameOrder`), because the order in which they are
// worked on shows in every time of the record.

const seesBalances = (ctx: Ctx<OperatorActor>) => can(ctx.actor.role, 'accounts.balances')

export function mayFilterBy(ctx: Ctx<OperatorActor>, key: FilterKey): boolean {
  return seesBalances(ctx) || !filtersBalances(key)
}

/**
 * A search without what the operator may not see. Filtering or sorting by a balance would tell it as well as showing it, and the
 * currency is part of the balance.
 */
export function visibleFilter(ctx: Ctx<OperatorActor>, search: AccountFilter): AccountFilter {
  const filter = filterOf(search)
  return seesBalances(ctx) ? filter : withoutBalances(filter)
}

/** A shared balance comes after those of the accounts themselves, and amounts of different currencies do not compare. */
export function visibleSort(ctx: Ctx<OperatorActor>, sorts: readonly AccountSort[]): AccountSort[] {
  const money = seesBalances(ctx)
  const visible = sorts.filter(({ key }) => money || !sortsByBalance(key))
  if (visible.length === 0) return [{ key: 'name', descending: false }]
  const missing = (['rollup', 'currency'] as const).filter(key => !visible.some(sort => sort.key === key))
  const before = missing.map(key => ({ key, descending: false }))
  const amount = visible.findIndex(({ key }) => key === 'credit' || key === 'balance')
  return amount < 0 ? visible : visible.toSpliced(amount, 0, ...before)
}

/** A search that somebody kept, as an address has it, without what the operator may not see. */
export function visibleSearch(ctx: Ctx<OperatorActor>, address: string): string {
  if (seesBalances(ctx) || !namesBalances(address)) return address
  const search = loadAccountSearch(new URLSearchParams(address))
  return canonicalSearch({ ...search, ...visibleFilter(ctx, search), sort: visibleSort(ctx, search.sort) })
}

/** Whether all of a kept search is the operator's to see; null = no search. */
export function maySeeSearch(ctx: Ctx<OperatorActor>, address: string | null): boolean {
  return address === null || seesBalances(ctx) || !namesBalances(address)
}
