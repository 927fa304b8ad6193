import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountRow } from '@/lib/accounts'
import type { PendingCommand } from '@/lib/command'
import type { Db, Tx } from '../platform/db/client'
import { rowsOf } from '../platform/db/rows'

/** An account's facts in other tables: its newest open command. */
export type Marks = Pick<AccountRow, 'pending'>

const pendingCommand = z.object({
  id: z.string(),
  action: z.string(),
  state: z.enum(['scheduled', 'in_flight', 'unknown']),
  sentAt: z.string(),
  dueAt: z.string().nullable(),
})

export const toPending = (command: unknown): PendingCommand => pendingCommand.parse(command)

/** A query of each account's newest open command: `targetId`, and `command` as JSON. @param ids a query of texts */
export const pendingCommands = (ids: SQL): SQL => sql`
  select distinct on (c.target_id) c.target_id as "targetId", json_build_object('id', c.id, 'action', c.action, 'state', c.state,
    'sentAt', to_char(c.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'dueAt', to_char(c.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as command
  from commands c
  where c.state in ('scheduled', 'in_flight', 'unknown') and c.target_kind = 'account' and c.target_id in (${ids})
  order by c.target_id, c.sent_at desc`

const answer = rowsOf({ targetId: z.string(), command: pendingCommand })

/**
 * The marks of these accounts by id, from one query: a subquery in every row takes the embedded database three times as
 * long. Read the marks before the rows: else a command that ends in between leaves an old value without a mark.
 */
export async function readMarks(db: Db | Tx, ids: readonly string[]): Promise<(id: string) => Marks> {
  const pending = new Map<string, PendingCommand>()
  if (ids.length > 0) {
    // One array parameter instead of one parameter per id: the statement stays short and can be reused.
    const list = sql`select unnest(${`{${ids.join(',')}}`}::text[])`
    const rows = answer.parse(await db.execute(pendingCommands(list)))
    for (const { targetId, command } of rows) pending.set(targetId, command)
  }
  return id => ({ pending: pending.get(id) ?? null })
}

/** Rows of one query, with their marks from the same snapshot. */
export function selectMarked<Row extends { id: string }>(db: Db, select: (tx: Tx) => Promise<Row[]>) {
  return db.transaction(
    async tx => {
      const records = await select(tx)
      const ids = records.map(record => record.id)
      const marksOf = await readMarks(tx, ids)
      return records.map(record => ({ record, marks: marksOf(record.id) }))
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}
