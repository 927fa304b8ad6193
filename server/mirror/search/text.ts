import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { inIdAnywhere, searchedId, searchWords } from '@/lib/search-words'
import { accounts } from '../../platform/db/schema'

const contains = (text: string, beginning: boolean) =>
  sql`${accounts.searchText} like ${`%${beginning ? ' ' : ''}${text}%`}`

/** The searched text ends with the account's id, a space before it. */
const idLength = 32

function containsTerm(text: string, beginning: boolean): SQL {
  if (beginning || inIdAnywhere(text)) return contains(text, beginning)
  // The index covers the first condition.
  return sql`(${contains(text, false)} and (left(${accounts.searchText}, ${-idLength}) like ${`%${text}%`} or ${contains(text, true)}))`
}

const anyOf = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` or `)})`

/** Accounts with every term in name, e-mail, notes, tickets or id: every screen searches so. Undefined = no search. */
export function matchesText(q: string): SQL | undefined {
  if (q.trim() === '') return undefined
  const words = searchWords(q)
  if (words.length === 0) return sql`false`
  const all = sql.join(
    words.map(({ spellings, beginning }) => anyOf(spellings.map(one => containsTerm(one, beginning)))),
    sql` and `,
  )
  const id = searchedId(q)
  return id === null ? sql`(${all})` : anyOf([sql`(${all})`, contains(id, !inIdAnywhere(id))])
}
