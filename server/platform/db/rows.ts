import 'server-only'
import type { SQL } from 'drizzle-orm'
import { z } from 'zod'

/** A database or a transaction. */
export type Runner = { execute(query: SQL): PromiseLike<unknown> }

type Answer<T> = { rows: T[] }

/** The rows that a statement returns, unchecked. */
export async function rawRows<T>(db: Runner, query: SQL): Promise<T[]> {
  return ((await db.execute(query)) as Answer<T>).rows
}

/** Checks the rows that a statement returns: `rowsOf({ id: z.string() }).parse(await db.execute(query))`. */
export function rowsOf<C extends z.ZodRawShape>(columns: C) {
  const rows = z.array(z.object(columns))
  return { parse: (answer: unknown) => rows.parse((answer as Answer<unknown>).rows) }
}

/** The same for a statement that always returns one row. */
export function rowOf<C extends z.ZodRawShape>(columns: C) {
  const row = z.object(columns)
  return { parse: (answer: unknown) => row.parse((answer as Answer<unknown>).rows[0]) }
}
