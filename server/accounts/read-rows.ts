import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountRow } from '@/lib/accounts'
import type { PendingCommand } from '@/lib/command'
import type { Ctx, OperatorActor } from '../context'
import type { Db } from '../db/client'
import { accounts } from '../db/schema'
import { rowColumns, toRow } from './rows'

/**
 * The accounts of these ids as they are now, in this order. What other tables know of them is asked for all at once: a subquery in every
 * row takes the embedded database three times as long.
 */
export async function readRows(ctx: Ctx<OperatorActor>, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  // One parameter instead of one an id: the statement stays short, and the same.
  const list = `{${ids.join(',')}}`
  const [records, { pending, drifted }] = await Promise.all([
    ctx.db.select(rowColumns).from(accounts).where(sql`${accounts.id} = any(${list}::uuid[])`),
    readMarks(ctx.db, list),
  ])
  const byId = new Map(records.map(record => [record.id, record]))
  return ids.flatMap(id => {
    const record = byId.get(id)
    return record ? [toRow(ctx, { ...record, pending: pending.get(id) ?? null, drifted: drifted.has(id) })] : []
  })
}

const marks = z.object({
  rows: z.array(
    z.object({
      accountId: z.string(),
      command: z
        .object({ id: z.string(), action: z.string(), state: z.enum(['in_flight', 'unknown']), sentAt: z.string() })
        .nullable(),
    }),
  ),
})

/** The newest open command of each account, and which ones were changed outside. */
async function readMarks(db: Db, list: string) {
  const answer = await db.execute(sql`
    select c.target_id as "accountId", json_build_object('id', c.id, 'action', c.action, 'state', c.state,
      'sentAt', to_char(c.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as command, c.sent_at
    from commands c
    where c.state in ('in_flight', 'unknown') and c.target_kind = 'account' and c.target_id = any(${list}::text[])
    union all
    select d.account_id::text, null, null
    from drift d
    where d.confirmed_at is not null and d.acknowledged_at is null and d.account_id = any(${list}::uuid[])
    order by 3`)
  const pending = new Map<string, PendingCommand>()
  const drifted = new Set<string>()
  for (const { accountId, command } of marks.parse(answer).rows) {
    if (command) pending.set(accountId, command)
    else drifted.add(accountId)
  }
  return { pending, drifted }
}
