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

/** A shared balance comes after those of the accounts themselves, and amounts of different currencies do not compare. */
export function visibleSort(ctx: Ctx<OperatorActor>, sorts: readonly AccountSort[]): AccountSort[] {
  const money = can(ctx.actor.role, 'accounts.balances')
  const visible = sorts.filter(({ key }) => money || (key !== 'credit' && key !== 'currency'))
  if (visible.length === 0) return [{ key: 'name', descending: false }]
  const missing = (['rollup', 'currency'] as const).filter(key => !visible.some(sort => sort.key === key))
  const before = missing.map(key => ({ key, descending: false }))
  return visible.flatMap(sort => (sort.key === 'credit' ? [...before, sort] : [sort]))
}
