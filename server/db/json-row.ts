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
 * Columns of a row as one value. The embedded database hands over each value of an answer by itself, which takes longer than to find it:
 * fifty rows of twenty columns come in half the time so. Expressions are taken as JSON has them.
 */
export function jsonRow<F extends Fields>(fields: F): SQL<RowOf<F>> {
  const all = Object.entries(fields)
  const parts = all.map(([_, field]) =>
    // JSON has one kind of number, which holds no exact decimals.
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
