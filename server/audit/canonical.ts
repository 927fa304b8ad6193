import 'server-only'
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { auditEvents } from '../db/schema'

export type NewAuditRow = Omit<typeof auditEvents.$inferInsert, 'id' | 'hash'>

/**
 * A row as the text that is hashed: `name=bytes:value,` for every column that is not null, in the schema's order, the id first. Lengths
 * leave no way to move text from one column to the next, and a column added later changes no row from before it.
 */
const { id: _, hash: __, ...columns } = getTableColumns(auditEvents)

const named = Object.entries(columns).map(([key, column]) => ({ key: key as keyof typeof columns, column }))

/** A column's value as text that depends on no setting of a session: jsonb has one spelling per value, instants are milliseconds. */
function textOf(column: PgColumn): SQL {
  if (column.columnType === 'PgTimestamp') return sql`trunc(extract(epoch from ${column}) * 1000)::text`
  return sql`${column}::text`
}

/** The canonical text of a row that is there, made by the database. */
export const canonicalText: SQL<string> = sql.join(
  [
    sql`'id=' || octet_length(${auditEvents.id}::text) || ':' || ${auditEvents.id}::text || ','`,
    ...named.map(({ column }) => {
      const text = textOf(column)
      return sql`coalesce(${sql.raw(`'${column.name}='`)} || octet_length(${text}) || ':' || ${text} || ',', '')`
    }),
  ],
  sql` || `,
) as SQL<string>

const field = (name: string, text: string) => `${name}=${Buffer.byteLength(text)}:${text},`

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The values of a row that only the database can spell. */
export function jsonOf(row: NewAuditRow): unknown[] {
  return named.flatMap(({ key, column }) =>
    column.columnType === 'PgJsonb' && row[key] !== null && row[key] !== undefined ? [row[key]] : [],
  )
}

/** The same text before the row is written; `json` are the values of `jsonOf`, as the database spells them. */
export function canonicalOf(id: number, row: NewAuditRow, json: readonly string[]): string {
  let next = 0
  const fields = named.map(({ key, column }) => {
    const value = row[key]
    if (value === null || value === undefined) return ''
    if (column.columnType === 'PgJsonb') return field(column.name, json[next++] ?? '')
    if (value instanceof Date) return field(column.name, String(value.getTime()))
    if (typeof value !== 'string') throw new Error(`The record cannot hold this value of ${column.name}.`)
    if (column.columnType === 'PgUUID' && !uuid.test(value)) throw new Error(`${column.name} is not a uuid.`)
    return field(column.name, value)
  })
  return [field('id', String(id)), ...fields].join('')
}

/** The same row at another place. */
export function canonicalAt(canonical: string, id: number): string {
  return field('id', String(id)) + canonical.slice(canonical.indexOf(',') + 1)
}
