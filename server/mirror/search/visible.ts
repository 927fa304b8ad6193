import 'server-only'
import { isBalance } from '@/lib/account-columns'
import {
  type AccountFilter,
  type AccountSort,
  type FilterKey,
  filterOf,
  filtersBalances,
  namesBalances,
  withoutBalances,
} from '@/lib/account-filters'
import { loadAccountSearch } from '@/lib/account-search'
import { can } from '@/lib/permissions'
import { canonicalSearch } from '@/lib/views'
import type { Ctx, OperatorActor } from '../../context'

// A selection or a sort order must not reveal what the operator may not see. One rule for searches, views, jobs
// and audit. Jobs and approvals work in the order of names (`readInNameOrder`), because the recorded times reveal the
// order of the work.

const seesBalances = (ctx: Ctx<OperatorActor>) => can(ctx.actor.role, 'accounts.balances')

export function mayFilterBy(ctx: Ctx<OperatorActor>, key: FilterKey): boolean {
  return seesBalances(ctx) || !filtersBalances(key)
}

/** A search without what the operator may not see: filtering or sorting by a balance or its currency reveals it. */
export function visibleFilter(ctx: Ctx<OperatorActor>, search: AccountFilter): AccountFilter {
  const filter = filterOf(search)
  return seesBalances(ctx) ? filter : withoutBalances(filter)
}

/** Shared balances sort after the accounts' own; amounts of different currencies do not compare. */
export function visibleSort(ctx: Ctx<OperatorActor>, sorts: readonly AccountSort[]): AccountSort[] {
  const money = seesBalances(ctx)
  const visible = sorts.filter(({ key }) => money || !isBalance(key))
  if (visible.length === 0) return [{ key: 'name', descending: false }]
  const missing = (['rollup', 'currency'] as const).filter(key => !visible.some(sort => sort.key === key))
  const before = missing.map(key => ({ key, descending: false }))
  const amount = visible.findIndex(({ key }) => key === 'credit' || key === 'balance')
  return amount < 0 ? visible : visible.toSpliced(amount, 0, ...before)
}

/** A stored search, as in an address, without the parts that the operator may not see. */
export function visibleSearch(ctx: Ctx<OperatorActor>, address: string): string {
  if (seesBalances(ctx) || !namesBalances(address)) return address
  const search = loadAccountSearch(new URLSearchParams(address))
  return canonicalSearch({ ...search, ...visibleFilter(ctx, search), sort: visibleSort(ctx, search.sort) })
}

/** Whether the operator may see all of a stored search; null = no search. */
export function maySeeSearch(ctx: Ctx<OperatorActor>, address: string | null): boolean {
  return address === null || seesBalances(ctx) || !namesBalances(address)
}
