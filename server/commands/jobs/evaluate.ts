import 'server-only'
import { and, sql } from 'drizzle-orm'
import { type BulkKind, evaluate, type JobParameters, type Verdict } from '@/lib/job'
import type { AccountRecord } from '../../mirror/account'
import { limitIsUndecided, sentSince } from '../../mirror/undecided-limit'
import type { Db, Tx } from '../../platform/db/client'
import { accounts } from '../../platform/db/schema'

/** The rule for one account, in its current state. */
export async function evaluateNow(db: Db | Tx, kind: BulkKind, parameters: JobParameters, account: AccountRecord) {
  const certain =
    kind === 'accounts.channel_limit' &&
    account.channelLimitSource === 'command' &&
    !(await limitIsUndecided(db, account.id))
  return evaluate(kind, parameters, {
    ...account,
    missingSince: account.missingSince?.toISOString() ?? null,
    limitCertain: certain,
  })
}

export type EvaluatedAccount = { id: string; name: string; channelLimit: number | null; verdict: Verdict }

/** How many accounts change, have the value already, or cannot. One that was not evaluated is gone: it cannot. */
export function countVerdicts(evaluated: readonly EvaluatedAccount[], total: number) {
  const of = (kind: Verdict['kind']) => evaluated.filter(({ verdict }) => verdict.kind === kind).length
  const change = of('change')
  const holds = of('holds')
  return { total, change, holds, cannot: total - change - holds }
}

/** The rule for many accounts, in the order of the ids; accounts that the mirror does not have are left out. */
export async function evaluateAll(db: Db | Tx, kind: BulkKind, parameters: JobParameters, ids: readonly string[]) {
  const among = sql`${accounts.id} = any(${`{${ids.join(',')}}`}::uuid[])`
  const undecided = new Set<string>()
  if (kind === 'accounts.channel_limit') {
    const open = await db.select({ id: accounts.id }).from(accounts).where(and(among, sentSince))
    for (const { id } of open) undecided.add(id)
  }
  const rows = await db
    .select({
      id: accounts.id,
      name: accounts.organizationName,
      email: accounts.email,
      status: accounts.status,
      customPricing: accounts.customPricing,
      channelLimit: accounts.channelLimit,
      channelLimitSource: accounts.channelLimitSource,
      missingSince: accounts.missingSince,
      protectedReason: accounts.protectedReason,
    })
    .from(accounts)
    .where(among)
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => {
    const row = byId.get(id)
    if (!row) return []
    const limitCertain = row.channelLimitSource === 'command' && !undecided.has(id)
    const verdict = evaluate(kind, parameters, {
      ...row,
      missingSince: row.missingSince?.toISOString() ?? null,
      limitCertain,
    })
    return [{ id, name: row.name ?? row.email ?? id, channelLimit: limitCertain ? row.channelLimit : null, verdict }]
  })
}
