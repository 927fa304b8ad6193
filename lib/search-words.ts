import { plainLetters } from './plain-letters'

// Search ignores case, accents and apostrophes, and takes ß for ss and ä for a or ae. The database folds the searched columns by the same
// rules (`search_words` in migration 0012); a test compares the two.

const spelledOut: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }

const lower = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/['`’‘‛´ʼʹʻ′＇]/g, '')

/** The two plain spellings of a text: `Müller` is `muller` and `mueller`. Most texts have one. */
export function foldText(text: string): { plain: string; spelled: string } {
  const low = lower(text)
  return {
    plain: plainLetters(low),
    spelled: plainLetters(low.replace(/[äöüøå]/g, letter => spelledOut[letter] ?? '')),
  }
}

/** A search term in each of its spellings. One or two letters match the beginning of a word, more match anywhere; see inIdAnywhere. */
export type SearchWord = { spellings: readonly string[]; beginning: boolean }

/**
 * Where a term is looked for in an account's id. Short terms of the letters a to f and digits ("add", "cafe", "2024") occur somewhere in
 * many ids by chance, so they match its beginning only.
 */
export const inIdAnywhere = (spelling: string): boolean => !/^[0-9a-f]{1,5}$/.test(spelling)

/** Punctuation and symbols separate words. Listed by code point: which characters count as letters differs between Unicode versions. */
const separators =
  /[\0-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u303d-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\ufff0-\uffff\u{1f000}-\u{1faff}]+/u

/** Ids as they are copied, with a name, quotes or a comma: each is one term. */
const wholeIds = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/** The words of a text in one of its plain spellings. */
export const splitWords = (folded: string): string[] => folded.split(separators).filter(Boolean)

/** The terms of a search. An account must match all of them, in any order. Empty where the text has only punctuation. */
export function searchWords(q: string): SearchWord[] {
  const { plain, spelled } = foldText(q.replace(wholeIds, id => id.replaceAll('-', '')))
  const others = splitWords(spelled)
  const words = splitWords(plain)
  return words.map((word, index) => {
    const other = others[index]
    const spellings = other === undefined || other === word ? [word] : [word, other]
    return { spellings, beginning: [...word].length < 3 }
  })
}

/** An account id or a part of it, without its dashes; null for any other text. */
export function searchedId(q: string): string | null {
  const text = q.trim().toLowerCase()
  return /^[0-9a-f]{2,8}-[0-9a-f-]{0,27}$/.test(text) ? text.replaceAll('-', '') : null
}
