import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import type { AccountRow } from '@/lib/accounts'
import type { Ctx, OperatorActor } from '../context'
import { jsonRow } from '../platform/db/json-row'
import { accounts } from '../platform/db/schema'
import { pendingCommands, toPending } from './marks'
import { rowColumns, toRow } from './rows'
import { disableTicket } from './ticket'

/** The accounts of a query of ids (column `id`), in its order, with open commands from the same snapshot. */
export async function readListed(ctx: Ctx<OperatorActor>, ids: SQL): Promise<AccountRow[]> {
  const listed = ctx.db
    .$with('listed', { id: sql<string>`id`.as('id'), place: sql<number>`place`.as('place') })
    .as(sql`select given.id, row_number() over () as place from (${ids}) given`)
  const marks = ctx.db
    .$with('marks', { targetId: sql<string>`"targetId"`.as('targetId'), command: sql`command`.as('command') })
    .as(pendingCommands(sql`select listed.id::text from listed`))
  const records = await ctx.db
    .with(listed, marks)
    .select({ record: jsonRow(rowColumns), pending: sql`marks.command`.mapWith(toPending), ticket: disableTicket })
    .from(listed)
    .innerJoin(accounts, sql`${accounts.id} = listed.id`)
    .leftJoin(marks, sql`marks."targetId" = ${accounts.id}::text`)
    .orderBy(sql`listed.place`)
  return records.map(({ record, pending, ticket }) => ({
    ...toRow(ctx, record, { pending }),
    ...(ticket !== null && { disableTicket: ticket }),
  }))
}

/** The accounts with these ids, in this order. */
export async function readRows(ctx: Ctx<OperatorActor>, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  // One array parameter instead of one parameter per id: the statement stays short and can be reused.
  return readListed(ctx, sql`select unnest(${`{${ids.join(',')}}`}::uuid[]) as id`)
}
