import 'server-only'
import { sql } from 'drizzle-orm'
import type { AccountRow } from '@/lib/accounts'
import type { Ctx, OperatorActor } from '../context'
import { accounts } from '../db/schema'
import { readMarks } from './marks'
import { rowColumns, toRow } from './rows'

/** The accounts of these ids as they are now, in this order. */
export async function readRows(ctx: Ctx<OperatorActor>, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  // One parameter instead of one an id: the statement stays short, and the same.
  const list = `{${ids.join(',')}}`
  const marksOf = await readMarks(ctx.db, ids)
  const records = await ctx.db.select(rowColumns).from(accounts).where(sql`${accounts.id} = any(${list}::uuid[])`)
  const byId = new Map(records.map(record => [record.id, record]))
  return ids.flatMap(id => {
    const record = byId.get(id)
    return record ? [toRow(ctx, record, marksOf(id))] : []
  })
}
