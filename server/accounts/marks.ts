import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountRow } from '@/lib/accounts'
import type { PendingCommand } from '@/lib/command'
import type { Db, Tx } from '../db/client'

/** What other tables know of an account: its newest open command, and whether it was changed outside and nobody acknowledged it. */
export type Marks = Pick<AccountRow, 'pending' | 'drifted'>

const answer = z.object({
  rows: z.array(
    z.object({
      accountId: z.string(),
      command: z
        .object({
          id: z.string(),
          action: z.string(),
          state: z.enum(['scheduled', 'in_flight', 'unknown']),
          sentAt: z.string(),
          dueAt: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
})

/**
 * The marks of these accounts, all asked for at once: a subquery in every row takes the embedded database three times as long.
 * Answers how to look them up by id. Ask before the rows are read: a command that ends in between would else leave its old value
 * without a mark, as if nothing had been under way.
 */
export async function readMarks(db: Db | Tx, ids: readonly string[]): Promise<(id: string) => Marks> {
  const pending = new Map<string, PendingCommand>()
  const drifted = new Set<string>()
  const marksOf = (id: string): Marks => ({ pending: pending.get(id) ?? null, drifted: drifted.has(id) })
  if (ids.length === 0) return marksOf
  // One parameter instead of one an id: the statement stays short, and the same.
  const list = `{${ids.join(',')}}`
  const { rows } = answer.parse(
    await db.execute(sql`
      select c.target_id as "accountId", json_build_object('id', c.id, 'action', c.action, 'state', c.state,
        'sentAt', to_char(c.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'dueAt', to_char(c.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as command, c.sent_at
      from commands c
      where c.state in ('scheduled', 'in_flight', 'unknown') and c.target_kind = 'account' and c.target_id = any(${list}::text[])
      union all
      select d.account_id::text, null, null
      from drift d
      where d.confirmed_at is not null and d.acknowledged_at is null and d.account_id = any(${list}::uuid[])
      order by 3`),
  )
  for (const { accountId, command } of rows) {
    // In the order of sending: the newest one stays.
    if (command) pending.set(accountId, command)
    else drifted.add(accountId)
  }
  return marksOf
}

/** Rows that only their own query finds, with the marks of the same moment. */
export function selectMarked<Row extends { id: string }>(
  db: Db,
  select: (tx: Tx) => Promise<Row[]>,
): Promise<{ record: Row; marks: Marks }[]> {
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
