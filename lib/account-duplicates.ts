import { createLoader, createParser, createSerializer, type inferParserType } from 'nuqs/server'
import { uuidOf } from './account-inputs'
import type { AccountRow, OpenCreate } from './accounts'
import { plainLetters } from './plain-letters'

// Whether a new account may already exist. Pure: the server compares it with all accounts, the form shows the matches.

/**
 * `email` the same address, refused · `same` the same name, ignoring case, accents, punctuation, spaces and legal form · `similar` one or
 * two letters differ, or the words are in another order · `related` the typed text is part of the name: shown, without a tick.
 */
export type DuplicateMatch = 'email' | 'same' | 'similar' | 'related'

export type Duplicates = {
  accounts: { account: AccountRow; match: DuplicateMatch }[]
  /** Creates with an unknown outcome. They have no account to show yet. */
  creates: { create: OpenCreate; match: DuplicateMatch }[]
  /** How many more accounts have the same or a similar name. */
  more: number
}

const parseAsTyped = (parse: (text: string) => string) =>
  createParser({ parse, serialize: text => text }).withDefault('')

const questionParsers = {
  name: parseAsTyped(text => text.slice(0, 255)),
  /** In lower case; '' = nothing typed yet. */
  email: parseAsTyped(text => text.slice(0, 254).trim().toLowerCase()),
  /** The form that asks. Its own create is no duplicate. */
  id: createParser({ parse: uuidOf, serialize: id => id }),
}
export type DuplicateQuestion = inferParserType<typeof questionParsers>
export const loadDuplicateQuestion = createLoader(questionParsers)
export const serializeDuplicateQuestion = createSerializer(questionParsers)

/** The ids of accounts and open creates that must be acknowledged before the account is created. */
export function toAcknowledge({ accounts, creates }: Duplicates): string[] {
  const asked = (match: DuplicateMatch) => match === 'same' || match === 'similar'
  return [
    ...accounts.flatMap(one => (asked(one.match) ? [one.account.id] : [])),
    ...creates.flatMap(one => (asked(one.match) ? [one.create.command.id] : [])),
  ]
}

const legalForms = new Set(
  'ab ag aps as bv co company corp corporation doo eood gmbh gbr inc incorporated kft kg kk limited llc llp lp ltd ltda mbh nv oy plc pte pty pvt rl sa sarl sas sl sp spa srl sro ug ulc zoo'.split(
    ' ',
  ),
)
/** Legal forms that can also precede a name. */
const formsInFront = new Set('ooo ооо оао зао тов pt sarl sas srl'.split(' '))
const joiners = new Set('and und et y och og'.split(' '))

/**
 * The search for a typed business name. It drops the legal form at the end, because the same customer may have been entered without
 * it. Null while too little is typed.
 */
export function duplicateQuery(name: string): string | null {
  const words = name.trim().split(/\s+/)
  while (words.length > 1 && legalForms.has((words.at(-1) ?? '').toLowerCase().replace(/[^\p{L}]/gu, ''))) words.pop()
  const query = words
    .join(' ')
    .replace(/[,;&]+$/, '')
    .trim()
  return [...query].length >= 3 ? query : null
}

/** A name prepared for comparison. Made once for each account, so that a comparison is cheap. */
export type NameKey = {
  /** Without case, accents, punctuation, spaces and legal form; '' = nothing to compare. */
  text: string
  /** The same, with its words in alphabetical order. */
  sorted: string
  /** Its numbers, because "Branch 12" and "Branch 13" are different accounts. */
  numbers: string
  /** Which letters it has, as bits. Most names differ in these already. */
  letters: number
}

export function nameKey(name: string): NameKey {
  const words = nameWords(name)
  const text = words.join('')
  let letters = 0
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) % 32)
  return {
    text,
    sorted: words.length > 1 ? [...words].sort().join('') : text,
    numbers: (text.match(/\p{N}+/gu) ?? []).join(' '),
    letters,
  }
}

/** The words of a name that are compared, in order. */
export function nameWords(name: string): string[] {
  const words =
    plainLetters(name.toLowerCase())
      // "S.r.l." and "U.S.A." are one word each; so is "Anna's".
      .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.)+\p{L}?(?![\p{L}\p{N}])/gu, word => word.replaceAll('.', ''))
      .replace(/['’`]/g, '')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const kept = words.filter((word, index) => index === 0 || index === words.length - 1 || !joiners.has(word))
  while (kept.length > 1 && legalForms.has(kept.at(-1) ?? '')) kept.pop()
  while (kept.length > 1 && (kept[0] === 'the' || formsInFront.has(kept[0] ?? ''))) kept.shift()
  return kept
}

export function compareNames(a: NameKey, b: NameKey): 'same' | 'similar' | null {
  if (a.text === '' || b.text === '') return null
  if (a.text === b.text) return 'same'
  if (a.numbers !== b.numbers) return null
  if (a.sorted === b.sorted) return 'similar'
  const allowed = slipsIn(Math.min(a.text.length, b.text.length))
  if (allowed === 0 || bitCount(a.letters ^ b.letters) > 2 * allowed) return null
  return slips(a.text, b.text, allowed) <= allowed ? 'similar' : null
}

/** Whether each typed word begins a word of the name, or is one of them with a typing error. */
export function isNearName(name: string, typed: readonly string[]): boolean {
  const words = nameWords(name)
  return typed.every(word =>
    words.some(other => {
      const allowed = slipsIn(Math.min(word.length, other.length))
      return other.startsWith(word) || (allowed > 0 && slips(word, other, allowed) <= allowed)
    }),
  )
}

/** How many letters may differ. A short name with one other letter is a different name. */
export function slipsIn(length: number): number {
  if (length < 5) return 0
  return length < 10 ? 1 : 2
}

function bitCount(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count += 1
  return count
}

/** The edit distance: letters added, removed, replaced or swapped with a neighbour. Counting stops above `most`. */
function slips(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  const never = most + 1
  let before = new Uint16Array(b.length + 2).fill(never)
  let last = new Uint16Array(b.length + 2).fill(never)
  let row = new Uint16Array(b.length + 2).fill(never)
  for (let j = 0; j <= most && j <= b.length; j += 1) last[j] = j
  for (let i = 1; i <= a.length; i += 1) {
    // Cells further than `most` from the diagonal exceed the limit anyway.
    const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)]
    row[from - 1] = from === 1 ? i : never
    let least = never
    for (let j = from; j <= to; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      const swapped =
        j > 1 && i > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      const cost = Math.min(
        (last[j] ?? never) + 1,
        (row[j - 1] ?? never) + 1,
        (last[j - 1] ?? never) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? never) + 1 : never,
      )
      row[j] = cost
      least = Math.min(least, cost)
    }
    row[to + 1] = never
    if (least > most) return never
    ;[before, last, row] = [last, row, before]
  }
  return last[b.length] ?? never
}
