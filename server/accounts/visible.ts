import 'server-only'
import { type AccountFilter, type AccountSort, filterOf, withoutBalances } from '@/lib/account-search'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../context'

/**
 * A search without what the operator may not see. Filtering or sorting by a balance would tell it as well as showing it, and the
 * currency is part of the balance.
 */
export function visibleFilter(ctx: Ctx<OperatorActor>, search: AccountFilter): AccountFilter {
  const filter = filterOf(search)
  return can(ctx.actor.role, 'accounts.balances') ? filter : withoutBalances(filter)
}

/** Amounts of different currencies do not compare: they are put together by currency first. */
export function visibleSort(ctx: Ctx<OperatorActor>, sorts: readonly AccountSort[]): AccountSort[] {
  const money = can(ctx.actor.role, 'accounts.balances')
  const visible = sorts.filter(({ key }) => money || (key !== 'credit' && key !== 'currency'))
  if (visible.length === 0) return [{ key: 'name', descending: false }]
  return visible.flatMap(sort => {
    const grouped = visible.some(({ key }) => key === 'currency')
    return sort.key === 'credit' && !grouped ? [{ key: 'currency', descending: false }, sort] : [sort]
  })
}
