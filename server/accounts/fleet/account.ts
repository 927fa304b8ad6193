import 'server-only'
import type { AccountStatus } from '@/lib/managed-account'

/** What selecting, sorting and counting needs of an account; what a row shows is read from the database. */
export type FleetAccount = {
  id: string
  name: string | null
  email: string | null
  status: AccountStatus
  rollupBilling: boolean | null
  customPricing: boolean | null
  currency: string | null
  /** A decimal as text: compared as a number, shown from the database. */
  availableCredit: string | null
  channelLimit: number | null
  /** Epoch milliseconds. */
  createdAt: number | null
  updatedAt: number | null
  disabledAt: number | null
  disabledBy: string | null
  /** The day it is to be looked at again, its first moment in UTC. */
  reviewOn: number | null
  missing: boolean
  protected: boolean
  /** Has a change made outside the console that nobody acknowledged. */
  drifted: boolean
  /** All notes, newest last. */
  notes: string | null
}

/** Begins every word of a text that is searched, so that beginnings of words are found by looking for it. */
export const wordStart = '\u0001'

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const isAscii = /^[\x00-\x7f]*$/

/** Case, accents and width do not matter when people look for a name. */
export function fold(text: string): string {
  // Most texts have nothing to fold, and looking is a tenth of the work.
  if (isAscii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

const words = /[\p{L}\p{N}]+/gu
const asciiWords = /[a-z0-9]+/g

/** Everything a search looks into, folded, each word marked. The id stands apart: most searches cannot be one. */
export function searchText(account: Pick<FleetAccount, 'name' | 'email' | 'notes'>): string {
  const text = fold([account.name, account.email, account.notes].filter(Boolean).join('\n'))
  return text.replace(isAscii.test(text) ? asciiWords : words, `${wordStart}$&`)
}

/** What to look for: 1 or 2 letters match beginnings of words, 3 or more (and signs) match anywhere. Null = everything matches. */
export type Needle = { text: string; wholeWords: boolean; id: string | null }

export function needleOf(q: string): Needle | null {
  const folded = fold(q).trim().replace(/\s+/g, ' ')
  if (folded === '') return null
  const id = /^[0-9a-f-]{1,36}$/.test(folded) ? folded : null
  const wholeWords = [...folded].length < 3 && /^[\p{L}\p{N}]/u.test(folded)
  return { text: folded, wholeWords, id }
}
