import type { AccountRow } from './accounts'
import type { JobKind } from './job'
import type { Role } from './permissions'
import { searchText } from './search-text'
import { foldText, splitWords } from './search-words'

/** An account of the command palette: what its dialogs need, and never a balance. */
export type PaletteAccount = Pick<
  AccountRow,
  | 'id'
  | 'name'
  | 'email'
  | 'status'
  | 'rollupBilling'
  | 'customPricing'
  | 'channelLimit'
  | 'protectedReason'
  | 'missingSince'
  | 'pending'
  | 'hit'
>

/** What the server finds for a text. Operators are empty for roles that may not see them. */
export type PaletteAnswer = {
  accounts: PaletteAccount[]
  views: { id: string; name: string; search: string }[]
  jobs: { id: string; kind: JobKind; total: number; createdAt: string; createdByName: string }[]
  operators: { id: string; name: string; email: string; role: Role }[]
}

/** The most entries of a kind. A longer text finds the others. */
export const mostOfKind = { accounts: 8, views: 5, jobs: 5, operators: 5 }

/** The searched text of an address. */
export function loadPaletteQuestion(from: URLSearchParams): string {
  return searchText(from.get('q') ?? '').trim()
}

/**
 * How well a name matches a text: 3 = it is the text, 2 = it begins with it, 1 = each word of the text begins one of
 * its words, 0 = not at all. Spellings are those of the search.
 */
export function rankOf(name: string, text: string): number {
  const wordsOf = (value: string) => Object.values(foldText(value)).map(splitWords)
  const ranks = wordsOf(text).flatMap(asked => wordsOf(name).map(words => rankOfWords(words, asked)))
  return Math.max(...ranks)
}

function rankOfWords(words: readonly string[], asked: readonly string[]): number {
  if (asked.length === 0 || !asked.every(one => words.some(word => word.startsWith(one)))) return 0
  const [whole, start] = [words.join(' '), asked.join(' ')]
  if (whole === start) return 3
  return whole.startsWith(start) ? 2 : 1
}

type Names<T> = (entry: T) => readonly (string | null)[]

function ranked<T>(entries: readonly T[], text: string, names: Names<T>): { entry: T; rank: number }[] {
  const rank = (entry: T) => Math.max(0, ...names(entry).map(name => (name === null ? 0 : rankOf(name, text))))
  return entries.map(entry => ({ entry, rank: rank(entry) })).sort((one, other) => other.rank - one.rank)
}

/** The best matches first, otherwise in the given order. `names`: the texts that an entry is found by. */
export function rankBy<T>(entries: readonly T[], text: string, names: Names<T>): T[] {
  return ranked(entries, text, names).map(({ entry }) => entry)
}

/** The same, but only entries that match. An empty text matches everything. */
export function matching<T>(entries: readonly T[], text: string, names: Names<T>): T[] {
  if (text.trim() === '') return [...entries]
  return ranked(entries, text, names).flatMap(({ entry, rank }) => (rank > 0 ? [entry] : []))
}
