import 'server-only'
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { auditEvents } from '../platform/db/schema'

export type NewAuditRow = Omit<typeof auditEvents.$inferInsert, 'id' | 'hash'>

/**
 * The text of a row that is hashed: `name=value` for every column that is not null, separated by commas, in the
 * schema's order, the id first. A text is preceded by its length in bytes (numbers, uuids and JSON are
 * self-delimiting), so that no character can be moved to the next column. Adding a column later changes no earlier row.
 */
const { id: _, hash: __, ...columns } = getTableColumns(auditEvents)

const named = Object.entries(columns).map(([key, column]) => ({ key: key as keyof typeof columns, column }))

/** A value with its end, spelled alike under every session setting: jsonb has one spelling, instants are numbers. */
function spelled(column: PgColumn): SQL {
  if (column.columnType === 'PgText') return sql`octet_length(${column}) || ':' || ${column}`
  if (column.columnType === 'PgTimestamp') return sql`trunc(extract(epoch from ${column}) * 1000)`
  return sql`${column}::text`
}

/** The canonical text of a stored row, made by the database: concat_ws leaves out null values. */
export const canonicalText = sql<string>`concat_ws(',', ${sql.join(
  [
    sql`'id=' || ${auditEvents.id}`,
    ...named.map(({ column }) => sql`${sql.raw(`'${column.name}='`)} || ${spelled(column)}`),
  ],
  sql`, `,
)})`

/** A row as an archive keeps it: its values by their columns, as texts; what is null is left out. */
export type KeptRow = { id: number; hash?: string | null | undefined } & Record<string, unknown>

/** JSON is kept as the database spells it, and instants in the spelling that JSON has for them. */
function keptValue(column: PgColumn): SQL {
  if (column.columnType !== 'PgTimestamp') return sql`${column}::text`
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** The stored row as an archive keeps it. */
export const keptRow = sql<KeptRow>`json_strip_nulls(json_build_object('id', ${auditEvents.id}, ${sql.join(
  named.map(({ column }) => sql`${sql.raw(`'${column.name}'`)}, ${keptValue(column)}`),
  sql`, `,
)}, 'hash', ${auditEvents.hash}))`

/** The canonical text of a row of an archive. */
export function canonicalOfKept(row: KeptRow): string {
  const fields = named.flatMap(({ column }) => {
    const value = row[column.name]
    if (typeof value !== 'string') return []
    if (column.columnType === 'PgText') return `${column.name}=${Buffer.byteLength(value)}:${value}`
    return `${column.name}=${column.columnType === 'PgTimestamp' ? Date.parse(value) : value}`
  })
  return [`id=${row.id}`, ...fields].join(',')
}

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
  const fields = named.flatMap(({ key, column }) => {
    const value = row[key]
    if (value === null || value === undefined) return []
    if (column.columnType === 'PgJsonb') return `${column.name}=${json[next++] ?? ''}`
    if (value instanceof Date) return `${column.name}=${value.getTime()}`
    if (typeof value !== 'string') throw new Error(`The record cannot hold this value of ${column.name}.`)
    if (column.columnType === 'PgText') return `${column.name}=${Buffer.byteLength(value)}:${value}`
    if (column.columnType !== 'PgUUID' || !uuid.test(value)) throw new Error(`${column.name} is not a uuid.`)
    return `${column.name}=${value}`
  })
  return [`id=${id}`, ...fields].join(',')
}

/** The same row at another position. */
export function canonicalAt(canonical: string, id: number): string {
  return `id=${id}${canonical.slice(canonical.indexOf(','))}`
}
