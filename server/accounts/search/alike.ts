import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { compareNames, type DuplicateMatch, nameKey, nameWords, slipsIn } from '@/lib/account-duplicates'
import { searchWords } from '@/lib/search-words'
import type { Db } from '../../db/client'

export type Alike = { id: string; match: Exclude<DuplicateMatch, 'related'> }

/** Longer words are no initials. */
const initialsAtMost = 8

const proposals = z.object({
  rows: z.array(z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() })),
})

/**
 * How similar a text must be to be compared at all: what they share of the trigrams that either has. A letter that differs changes three
 * of them, two that are swapped four, a missing space three. The lower, the more is read.
 */
function proposedFrom(words: readonly string[]): number {
  const slips = slipsIn(words.join('').length)
  const all = words.reduce((sum, word) => sum + word.length + 1, 0)
  // A short name must be the same but for its spaces.
  const changed = slips === 0 ? 2 + 3 * (words.length - 1) : 4 * slips + 2
  return Math.max(0.15, (all - changed) / (all + changed))
}

/**
 * Accounts of the same or a similar name or with the same e-mail (given in lower case), in no order. Those that Telnyx no longer knows
 * are left out. The database proposes by the index that searches have, `compareNames` decides.
 */
export async function findAlike(db: Db, name: string, email: string): Promise<Alike[]> {
  const words = nameWords(name)
  const like: SQL[] = []
  if (words.length > 0) like.push(sql`${words.join(' ')} <% a.search_text`)
  // Initials are one word when names are compared, and are written as several: IBM, I.B.M.
  const joined = words.join('')
  if (joined.length > 1 && joined.length <= initialsAtMost)
    like.push(sql`a.search_text like ${`% ${[...joined].join(' ')}%`}`)
  const address = searchWords(email).map(({ spellings }) => spellings[0])
  if (address.length > 0) like.push(sql`a.search_text like ${`% ${address.join(' ')}%`}`)
  if (like.length === 0) return []
  const { rows } = await db.transaction(
    async tx => {
      const threshold = String(proposedFrom(words))
      await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${threshold}, true)`)
      return proposals.parse(
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
