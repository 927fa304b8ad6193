import { sql } from 'drizzle-orm'
import type { Db, Tx } from '@/server/platform/db/client'

// The rows of a database as statements that PGlite and PostgreSQL both accept, one row per line, always in the same
// order. No schema, because the migrations make it. The triggers run on the rows again; the rows that they make are
// left out.

type Table = { name: string; columns: string[]; key: string[] }

export function dumpRows(db: Db): Promise<string> {
  return db.transaction(dump)
}

async function dump(tx: Tx): Promise<string> {
  const rows = async <T>(query: ReturnType<typeof sql>) => ((await tx.execute(query)) as unknown as { rows: T[] }).rows
  await tx.execute(sql`set local time zone 'UTC'`)
  const tables = await rows<Table>(sql`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'xid8'::regtype
        order by a.attnum) as columns,
      array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary order by a.attnum) as key
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname`)
  const links = await rows<{ child: string; parent: string }>(sql`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f'`)
  const applied = await rows<{ hash: string; created_at: string }>(
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
  for (const table of parentsFirst(tables, links)) {
    const columns = sql.join(
      table.columns.map(column => sql`${sql.identifier(column)}::text`),
      sql`, `,
    )
    const key = sql.join((table.key.length > 0 ? table.key : table.columns).map(sql.identifier), sql`, `)
    const found = await rows<{ cells: (string | null)[] }>(
      sql`select array[${columns}] as cells from ${sql.identifier(table.name)} order by ${key}`,
    )
    // An empty table would not test its upgrade.
    if (found.length === 0) throw new Error(`${table.name} is empty: let the console do something that fills it`)
    const cells = found.map(row => row.cells)
    parts.push(insertOf(table.name, table.columns, cells))
  }
  return `${parts.join('\n')}\n`
}

/** Rows that others refer to come first. */
function parentsFirst(tables: readonly Table[], links: readonly { child: string; parent: string }[]): Table[] {
  const ordered: Table[] = []
  const place = (table: Table) => {
    if (ordered.includes(table)) return
    for (const { child, parent } of links) {
      const other = tables.find(one => one.name === parent)
      if (child === table.name && other && other !== table) place(other)
    }
    ordered.push(table)
  }
  for (const table of tables) place(table)
  return ordered
}

function insertOf(table: string, columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const lines = rows.map(cells => `(${cells.map(literal).join(', ')})`)
  return `insert into ${table} (${columns.map(column => `"${column}"`).join(', ')}) values\n${lines.join(',\n')};`
}

/** A quoted constant takes the type of its column. It contains no line break, so that a row stays on one line. */
function literal(text: string | null): string {
  if (text === null) return 'null'
  const quoted = `'${text.replaceAll("'", "''")}'`
  if (!/[\\\n\r]/.test(text)) return quoted
  return `E${quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}`
}
