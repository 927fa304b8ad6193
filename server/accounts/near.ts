import 'server-only'
import type { AccountRow } from '@/lib/accounts'
import type { Ctx, OperatorActor } from '../context'
import { findNearNames } from '../mirror/search/similar-names'
import { readRows } from './read-rows'

const shownAtMost = 5

/** Accounts whose names are close to a search that found nothing, the closest first. */
export async function nearAccounts(ctx: Ctx<OperatorActor>, q: string): Promise<AccountRow[]> {
  return readRows(ctx, await findNearNames(ctx.db, q, shownAtMost))
}
