import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { compareNames, type DuplicateMatch, isNearWord, nameKey, nameWords, slipsIn } from '@/lib/account-duplicates'
import { searchWords } from '@/lib/search-words'
import type { Db } from '../../platform/db/client'

type SimilarName = { id: string; match: Exclude<DuplicateMatch, 'related'> }

/** Names longer than this are not compared as initials. */
const maxInitials = 8

const candidates = z.object({
  rows: z.array(z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() })),
})

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
  const { rows } = await db.transaction(
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

/** The lowest trigram similarity of a word with one or two slips to the word that was meant. */
const nearWord = '0.3'
const mostNear = 3

/**
 * What a search that found nothing may have meant: accounts whose names have every searched word, some with a slip. The
 * best match first.
 */
export async function findNearNames(db: Db, q: string): Promise<{ id: string; name: string }[]> {
  const words = nameWords(q)
  if (words.length === 0 || words.length > 8) return []
  const { rows } = await db.transaction(
    async tx => {
      await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${nearWord}, true)`)
      const near = words.map(word => sql`${word} <% a.search_text`)
      return candidates.parse(
        await tx.execute(sql`
          select a.id, a.organization_name as name, a.email from accounts a
          where a.missing_since is null and ${sql.join(near, sql` and `)}
          order by word_similarity(${words.join(' ')}, a.search_text) desc, a.id limit 50`),
      )
    },
    { accessMode: 'read only' },
  )
  const isMeant = (name: string) => {
    const own = nameWords(name)
    return words.every(word => own.some(other => other.startsWith(word) || isNearWord(word, other)))
  }
  return rows.flatMap(({ id, name }) => (name !== null && isMeant(name) ? [{ id, name }] : [])).slice(0, mostNear)
}
