import 'server-only'
import { or, type SQL, sql } from 'drizzle-orm'
import { accounts } from '../db/schema'

const likePattern = (text: string) => text.replace(/[\\%_]/g, character => `\\${character}`)

/** One or two characters match beginnings of words, three or more match anywhere. */
export function matches(q: string): SQL | undefined {
  const text = q.trim()
  if (text === '') return undefined
  const pattern = likePattern(text)
  if ([...text].length >= 3) {
    return or(
      sql`${accounts.organizationName} ilike ${`%${pattern}%`}`,
      sql`${accounts.email} ilike ${`%${pattern}%`}`,
      sql`${accounts.id}::text ilike ${`%${pattern}%`}`,
    )
  }
  const word = `\\m${text.replace(/[^\p{L}\p{N}]/gu, character => `\\${character}`)}`
  return or(
    sql`${accounts.organizationName} ~* ${word}`,
    sql`${accounts.email} ilike ${`${pattern}%`}`,
    sql`${accounts.id}::text ilike ${`${pattern}%`}`,
  )
}
