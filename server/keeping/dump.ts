import 'server-only'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'
import { quoted, readTables, type Table } from './tables'

/** The content of one table: how many rows, and a hash over them in their order. */
export type TableSum = { rows: number; sha256: string }

/** What a backup is made of. A row is a JSON array with a text, or null, for each column. */
export type Part =
  | { kind: 'table'; name: string; columns: string[] }
  | { kind: 'rows'; lines: string[] }
  | { kind: 'end'; name: string; sum: TableSum }

/** Rows read at a time. */
const batch = 1_000

/** Hashes rows as they pass. */
export function tableHash(): { add(lines: readonly string[]): void; sum(): TableSum } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(lines) {
      rows += lines.length
      for (const line of lines) hash.update(`${line}\n`)
    },
    sum: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

/** Runs `work` in a transaction that sees one moment. On the embedded database everything else waits for its end. */
export function inSnapshot<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

/** All rows of the console's tables. Call it in one transaction; memory use does not depend on the number of rows. */
export async function* dumpTables(tx: Tx): AsyncGenerator<Part, void> {
  // One spelling of every value, whatever the server's settings.
  await tx.execute(sql`set local time zone 'UTC'`)
  await tx.execute(sql`set local datestyle to 'ISO'`)
  await tx.execute(sql`set local intervalstyle to 'postgres'`)
  for (const table of await readTables(tx)) yield* dumpTable(tx, table)
}

async function* dumpTable(tx: Tx, table: Table): AsyncGenerator<Part, void> {
  const cells = table.columns.map(column => `${quoted(column.name)}::text`).join(', ')
  await tx.execute(
    sql.raw(
      `declare kept_rows no scroll cursor for select array_to_json(array[${cells}])::text as line from ${quoted(table.name)} order by ${table.order}`,
    ),
  )
  yield { kind: 'table', name: table.name, columns: table.columns.map(column => column.name) }
  const hash = tableHash()
  for (;;) {
    const rows = await rawRows<{ line: string }>(tx, sql.raw(`fetch ${batch} from kept_rows`))
    const lines = rows.map(row => row.line)
    hash.add(lines)
    if (lines.length > 0) yield { kind: 'rows', lines }
    if (lines.length < batch) break
  }
  await tx.execute(sql.raw('close kept_rows'))
  yield { kind: 'end', name: table.name, sum: hash.sum() }
}

/** The sums of all tables, by name. */
export async function sumTables(tx: Tx): Promise<Map<string, TableSum>> {
  const sums = new Map<string, TableSum>()
  for await (const part of dumpTables(tx)) if (part.kind === 'end') sums.set(part.name, part.sum)
  return sums
}
