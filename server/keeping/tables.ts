import 'server-only'
import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'

/** A table as the database's catalog has it. Columns that the database computes itself are left out. */
export type Table = {
  name: string
  columns: { name: string; type: string }[]
  /** SQL: the same order on every engine, whatever its collation. */
  order: string
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

type Column = { name: string; type: string; sorts: boolean; inKey: boolean }

/** All tables of the console, those that others refer to first. */
export async function readTables(db: Db | Tx): Promise<Table[]> {
  const found = await rawRows<{ name: string; columns: Column[] }>(
    db,
    sql`
    select c.relname::text as name, json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'sorts', a.attcollation <> 0,
        'inKey', coalesce(a.attnum = any(i.indkey::int2[]), false)) order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      -- A transaction id means nothing in another database.
      and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    group by c.relname order by c.relname collate "C"`,
  )
  const links = await rawRows<{ child: string; parent: string }>(
    db,
    sql`
    select child.relname::text as child, parent.relname::text as parent from pg_constraint k
    join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace`,
  )
  const tables = found.map(({ name, columns }) => ({
    name,
    columns: columns.map(column => ({ name: column.name, type: column.type })),
    order: orderOf(columns),
  }))
  return parentsFirst(tables, links)
}

function orderOf(columns: readonly Column[]): string {
  const key = columns.filter(column => column.inKey)
  if (key.length === 0) return columns.map(column => `${quoted(column.name)}::text collate "C"`).join(', ')
  return key.map(column => `${quoted(column.name)}${column.sorts ? ' collate "C"' : ''}`).join(', ')
}

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
