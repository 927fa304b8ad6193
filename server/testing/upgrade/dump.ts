import { sql } from 'drizzle-orm'
import { quoted, readTables } from '@/server/keeping/tables'
import type { Db, Tx } from '@/server/platform/db/client'
import { rawRows } from '@/server/platform/db/rows'

// The rows of a database as statements that PGlite and PostgreSQL both accept, one row per line, always in the same
// order. No schema, because the migrations make it. The triggers run on the rows again (except those that would refuse
// them); the rows that they make are left out.

/** Tables of former releases that nothing writes: only older fixtures have rows of them. */
const retired = ['rollup_reviews']

/** Refuses the items of rounds that are signed off. */
const guarded = ['review_items']

export function dumpRows(db: Db): Promise<string> {
  return db.transaction(dump)
}

async function dump(tx: Tx): Promise<string> {
  await tx.execute(sql`set local time zone 'UTC'`)
  const applied = await rawRows<{ hash: string; created_at: string }>(
    tx,
    sql`select hash, created_at::text from drizzle.__drizzle_migrations order by id`,
  )
  const parts = [
    'create schema drizzle;',
    'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);',
    insertOf(
      'drizzle.__drizzle_migrations',
      ['hash', 'created_at'],
      applied.map(one => [one.hash, one.created_at]),
    ),
  ]
  for (const table of await readTables(tx)) {
    const columns = table.columns.map(column => column.name)
    const texts = columns.map(column => `${quoted(column)}::text`).join(', ')
    const found = await rawRows<{ cells: (string | null)[] }>(
      tx,
      sql.raw(`select array[${texts}] as cells from ${quoted(table.name)} order by ${table.order}`),
    )
    if (found.length === 0 && retired.includes(table.name)) continue
    // An empty table would not test its upgrade.
    if (found.length === 0) throw new Error(`${table.name} is empty: let the console do something that fills it`)
    const cells = found.map(row => row.cells)
    const insert = insertOf(table.name, columns, cells)
    const triggers = (what: string) => `alter table ${table.name} ${what} trigger user;`
    parts.push(...(guarded.includes(table.name) ? [triggers('disable'), insert, triggers('enable')] : [insert]))
  }
  return `${parts.join('\n')}\n`
}

function insertOf(table: string, columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const lines = rows.map(cells => `(${cells.map(literal).join(', ')})`)
  return `insert into ${table} (${columns.map(quoted).join(', ')}) values\n${lines.join(',\n')};`
}

/** A quoted constant takes the type of its column. It contains no line break, so that a row stays on one line. */
function literal(text: string | null): string {
  if (text === null) return 'null'
  const quoted = `'${text.replaceAll("'", "''")}'`
  if (!/[\\\n\r]/.test(text)) return quoted
  return `E${quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`
}
