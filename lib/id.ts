import { notFound } from './errors'
import { z } from './zod'

/** The id in an address. Throws not_found for a text that cannot be one. @param what "This job" */
export function idOf(value: string | undefined, what: string): string {
  const parsed = z.safeParse(z.uuid(), value)
  if (!parsed.success) throw notFound(what)
  return parsed.data
}
