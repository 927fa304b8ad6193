import 'server-only'
import { sql } from 'drizzle-orm'
import type { Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'
import { knownMigrations } from '../platform/db/schema-version'
import type { Part } from './dump'
import { BackupError } from './file'
import { quoted, readTables, type Table } from './tables'

/** Makes the schema as it was after `count` migrations, in an empty database. */
export async function makeSchema(tx: Tx, count: number): Promise<void> {
  await tx.execute(sql`create schema if not exists drizzle`)
  await tx.execute(
    sql`create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  )
  for (const { hash, at, statements } of knownMigrations().slice(0, count)) {
    for (const statement of statements) await tx.execute(sql.raw(statement))
    await tx.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${at})`)
  }
}

/** Gets how many rows are loaded so far. */
type Progress = ((rows: number) => void) | undefined

/** Fills the empty tables with the rows of a backup. */
export async function loadTables(tx: Tx, parts: AsyncIterable<Part>, onProgress?: Progress): Promise<void> {
  const tables = new Map((await readTables(tx)).map(table => [table.name, table]))
  // The rows already contain what triggers would write. Indexes are built once, at the end.
  const triggers = await rawRows<{ name: string; on: string }>(
    tx,
    sql`
    select t.tgname::text as name, c.relname::text as on from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgenabled = 'O' and t.tgtype & 4 > 0`,
  )
  const indexes = await rawRows<{ name: string; made: string }>(
    tx,
    sql`
    select x.relname::text as name, pg_get_indexdef(i.indexrelid) as made
    from pg_index i join pg_class x on x.oid = i.indexrelid
    where x.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
  )
  const each = async (statements: readonly string[]) => {
    for (const statement of statements) await tx.execute(sql.raw(statement))
  }
  await each(triggers.map(({ name, on }) => `alter table ${quoted(on)} disable trigger ${quoted(name)}`))
  await each(indexes.map(({ name }) => `drop index ${quoted(name)}`))
  await fill(tx, tables, parts, onProgress)
  await each(indexes.map(({ made }) => made))
  await each(triggers.map(({ name, on }) => `alter table ${quoted(on)} enable trigger ${quoted(name)}`))
  await continueSequences(tx)
  await tx.execute(sql`analyze`)
}

async function fill(tx: Tx, tables: ReadonlyMap<string, Table>, parts: AsyncIterable<Part>, onProgress: Progress) {
  let insert = ''
  let loaded = 0
  for await (const part of parts) {
    if (part.kind === 'table') insert = insertInto(tables.get(part.name), part)
    if (part.kind !== 'rows') continue
    await tx.execute(
      sql`${sql.raw(insert)} from jsonb_array_elements(${`[${part.lines.join(',')}]`}::jsonb) as given(row)`,
    )
    loaded += part.lines.length
    onProgress?.(loaded)
  }
}

/** Names and types come from this database's catalog; only values come from the backup. */
function insertInto(table: Table | undefined, { name, columns }: Extract<Part, { kind: 'table' }>): string {
  if (!table) throw new BackupError(`The backup has a table that its schema does not have: ${name}.`)
  const cells = columns.map((column, index) => {
    const known = table.columns.find(one => one.name === column)
    if (!known) throw new BackupError(`The backup has a column that its schema does not have: ${name}.${column}.`)
    return { name: quoted(known.name), value: `(row->>${index})::${known.type}` }
  })
  return `insert into ${quoted(table.name)} (${cells.map(cell => cell.name).join(', ')}) overriding system value
    select ${cells.map(cell => cell.value).join(', ')}`
}

/** Numbers that a sequence gives continue after the loaded ones. */
async function continueSequences(tx: Tx): Promise<void> {
  const owned = await rawRows<{ table: string; column: string; sequence: string }>(
    tx,
    sql`
    select * from (select c.relname::text as table, a.attname::text as column,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace) as found where sequence is not null`,
  )
  for (const { table, column, sequence } of owned) {
    const newest = sql.raw(`(select max(${quoted(column)}) from ${quoted(table)})`)
    await tx.execute(sql`select setval(${sequence}::regclass, coalesce(${newest}, 1), ${newest} is not null)`)
  }
}
