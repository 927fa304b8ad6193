import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { compareNames, type DuplicateMatch, isNearName, nameKey, nameWords, slipsIn } from '@/lib/account-duplicates'
import { searchWords } from '@/lib/search-words'
import type { Db } from '../../platform/db/client'
import { rowsOf } from '../../platform/db/rows'

type SimilarName = { id: string; match: Exclude<DuplicateMatch, 'related'> }

/** Names longer than this are not compared as initials. */
const maxInitials = 8

const candidates = rowsOf({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() })

/**
 * The lowest trigram similarity of a name that `compareNames` may accept, 0 to 1. A wrong letter changes three trigrams, two swapped
 * letters change four, a missing space three. A lower threshold reads more candidates.
 */
function similarityThreshold(words: readonly string[]): number {
  const slips = slipsIn(words.join('').length)
  const all = words.reduce((sum, word) => sum + word.length + 1, 0)
  // A short name may differ in spaces only.
  const changed = slips === 0 ? 2 + 3 * (words.length - 1) : 4 * slips + 2
  return Math.max(0.15, (all - changed) / (all + changed))
}

/**
 * Accounts with the same or a similar name, or with the same e-mail (pass it in lower case), in no particular order.
 * Accounts that are gone from Telnyx are left out. The search index finds candidates; `compareNames` decides.
 */
export async function findSimilarNames(db: Db, name: string, email: string): Promise<SimilarName[]> {
  const words = nameWords(name)
  const like: SQL[] = []
  if (words.length > 0) like.push(sql`${words.join(' ')} <% a.search_text`)
  // `compareNames` reads initials as one word, the search text has them apart: IBM, I.B.M.
  const joined = words.join('')
  if (joined.length > 1 && joined.length <= maxInitials)
    like.push(sql`a.search_text like ${`% ${[...joined].join(' ')}%`}`)
  const address = searchWords(email).map(({ spellings }) => spellings[0])
  if (address.length > 0) like.push(sql`a.search_text like ${`% ${address.join(' ')}%`}`)
  if (like.length === 0) return []
  const rows = await db.transaction(
    async tx => {
      const threshold = String(similarityThreshold(words))
      await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${threshold}, true)`)
      return candidates.parse(
        await tx.execute(sql`
          select a.id, a.organization_name as name, a.email from accounts a
          where a.missing_since is null and (${sql.join(like, sql` or `)})`),
      )
    },
    { accessMode: 'read only' },
  )
  const wanted = nameKey(name)
  return rows.flatMap(({ id, name: other, email: address }) => {
    const sameEmail = email !== '' && address?.toLowerCase() === email
    const match = sameEmail ? 'email' : compareNames(nameKey(other ?? ''), wanted)
    return match ? [{ id, match }] : []
  })
}

/** A wrong letter in a short word changes half of its trigrams. */
const nearThreshold = '0.45'
const nearCandidates = 100

/**
 * For a search that found nothing: the ids of accounts whose name has each typed word, or a word that differs from it by
 * a typing error. The closest come first. The search index finds candidates; `isNearName` decides.
 */
export async function findNearNames(db: Db, q: string, limit: number): Promise<string[]> {
  const words = nameWords(q)
  const text = words.join(' ')
  if (text.length < 4) return []
  const rows = await db.transaction(
    async tx => {
      await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${nearThreshold}, true)`)
      return candidates.parse(
        await tx.execute(sql`
          select a.id, a.organization_name as name, a.email from accounts a
          where a.missing_since is null and ${text} <% a.search_text
          order by word_similarity(${text}, a.search_text) desc, a.id limit ${nearCandidates}`),
      )
    },
    { accessMode: 'read only' },
  )
  return rows.flatMap(({ id, name }) => (isNearName(name ?? '', words) ? [id] : [])).slice(0, limit)
}
