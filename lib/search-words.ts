// Text as people search it: case, accents and apostrophes do not matter, ß is ss and ä is a or ae. The database keeps what is searched in
// the same shape (`search_words` in migration 0012); a test holds the two against each other.

const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const spelledOut: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }

const lower = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/['`’‘‛´ʼʹʻ′＇]/g, '')

const plainLetters = (low: string) =>
  low
    .normalize('NFKD')
    // The accents of Latin, Greek and Cyrillic alone: in other scripts such marks are letters.
    .replace(/[\u0300-\u036f\ufe00-\ufe0f]/g, '')
    .replace(/[ßæœøłđðþıς]/g, letter => letters[letter] ?? '')

/** The two plain spellings of a text: `Müller` is `muller` and `mueller`. Most texts have one. */
export function foldText(text: string): { plain: string; spelled: string } {
  const low = lower(text)
  return {
    plain: plainLetters(low),
    spelled: plainLetters(low.replace(/[äöüøå]/g, letter => spelledOut[letter] ?? '')),
  }
}

/** A word that is looked for, in each of its spellings. One or two letters match beginnings of words, more match anywhere. */
export type SearchWord = { spellings: readonly string[]; beginning: boolean }

/** Signs, which end words. By their places: which letters there are differs from one version of Unicode to the next. */
const signs =
  /[\0-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u303d-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\ufff0-\uffff\u{1f000}-\u{1faff}]+/u

/** The words of a text in one of its plain spellings. */
export const splitWords = (folded: string): string[] => folded.split(signs).filter(Boolean)

/** The words of a search, each of which must be found, in any order. None = everything is found. */
export function searchWords(q: string): SearchWord[] {
  const { plain, spelled } = foldText(q)
  const others = splitWords(spelled)
  const words = splitWords(plain)
  return words.map((word, index) => {
    const other = others[index]
    const spellings = other === undefined || other === word ? [word] : [word, other]
    return { spellings, beginning: [...word].length < 3 }
  })
}

/** An id, or its beginning, as it is written with dashes; null = the search is no such thing. */
export function searchedId(q: string): string | null {
  const text = q.trim().toLowerCase()
  return /^[0-9a-f]{2,8}-[0-9a-f-]{0,27}$/.test(text) ? text.replaceAll('-', '') : null
}
