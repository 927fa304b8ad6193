import 'server-only'
import { type Column, type GetColumnData, is, SQL, sql } from 'drizzle-orm'
import { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'

type Fields = Record<string, Column | SQL>
export type RowOf<F extends Fields> = {
  [K in keyof F]: F[K] extends Column ? GetColumnData<F[K]> : F[K] extends SQL<infer T> ? T : never
}

const values = z.array(z.unknown())

/**
 * Selects the columns of a row as one JSON array. The embedded database transfers every value separately: 50 rows of 20
 * columns take half the time as JSON. Expressions keep their JSON type.
 */
export function jsonRow<F extends Fields>(fields: F): SQL<RowOf<F>> {
  const all = Object.entries(fields)
  const parts = all.map(([_, field]) =>
    // A JSON number would lose the decimals of a numeric.
    is(field, PgColumn) && field.columnType === 'PgNumeric' ? sql`${field}::text` : sql`${field}`,
  )
  return sql`json_build_array(${sql.join(parts, sql`, `)})`.mapWith(given => {
    const row = values.parse(given)
    return Object.fromEntries(all.map(([name, field], at) => [name, read(field, row[at])])) as RowOf<F>
  })
}

function read(field: Column | SQL, value: unknown): unknown {
  const isTime = !is(field, SQL) && field.dataType === 'date' && typeof value === 'string'
  return isTime ? new Date(value) : value
}
