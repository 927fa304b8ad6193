import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { SearchHit } from '@/lib/accounts'
import { foldText, inIdAnywhere, type SearchWord, searchedId, searchWords, splitWords } from '@/lib/search-words'
import type { Db } from '../../platform/db/client'
import { rowsOf } from '../../platform/db/rows'

/** Characters shown around a hit. Few before it, because a narrow column shows only the beginning. */
const charactersBefore = 10
const charactersAfter = 120

type Shown = { id: string; name: string | null; email: string | null }
/** Searched texts that lists do not show. */
const hiddenTexts = rowsOf({ id: z.string(), notes: z.string().nullable(), tickets: z.string().nullable() })
type Hidden = ReturnType<typeof hiddenTexts.parse>[number]

/** Adds to each row the note or ticket that explains why it matches, where name, e-mail and id do not. */
export async function withHits<Row extends Shown>(
  db: Db,
  rows: readonly Row[],
  q: string,
): Promise<(Row & { hit?: SearchHit })[]> {
  const hits = await readHits(db, rows, q)
  return rows.map(row => {
    const hit = hits.get(row.id)
    return hit ? { ...row, hit } : row
  })
}

async function readHits(db: Db, rows: readonly Shown[], q: string): Promise<Map<string, SearchHit>> {
  const hits = new Map<string, SearchHit>()
  const open = rows.flatMap(row => {
    const hidden = hiddenWords(row, q)
    return hidden.length > 0 ? [{ id: row.id, hidden }] : []
  })
  if (open.length === 0) return hits
  const answer = await db.execute(sql`
    select given.id,
      (select string_agg(n.text, E'\n' order by n.created_at) from account_notes n where n.account_id = given.id) as notes,
      (select string_agg(distinct c.input ->> 'ticket', E'\n') from commands c
        where c.target_kind = 'account' and c.target_id = given.id::text and c.input ->> 'ticket' <> '') as tickets
    from unnest(${`{${open.map(({ id }) => id).join(',')}}`}::uuid[]) as given(id)`)
  const texts = new Map(hiddenTexts.parse(answer).map(one => [one.id, one]))
  for (const { id, hidden } of open) {
    const hit = hitIn(texts.get(id), hidden)
    if (hit) hits.set(id, hit)
  }
  return hits
}

function hiddenWords(account: Shown, q: string): SearchWord[] {
  const words = searchWords(q)
  const partOfId = searchedId(q)
  if (words.length === 0 || (partOfId !== null && account.id.replaceAll('-', '').includes(partOfId))) return []
  const shown = [account.name, account.email].flatMap(text => (text ? Object.values(foldText(text)) : []))
  const id = account.id.replaceAll('-', '')
  const isShown = (word: SearchWord) =>
    word.spellings.some(one => (word.beginning || !inIdAnywhere(one) ? id.startsWith(one) : id.includes(one))) ||
    shown.some(text => findWord(text, word) !== null)
  return words.filter(word => !isShown(word))
}

function hitIn(texts: Hidden | undefined, words: readonly SearchWord[]): SearchHit | null {
  const note = texts?.notes ? excerpt(texts.notes, words) : null
  if (note) return { in: 'note', ...note }
  const ticket = texts?.tickets ? excerpt(texts.tickets, words) : null
  return ticket && { in: 'ticket', ...ticket }
}

type Places = { folded: string; origins: number[] }

/** A text in each spelling, and the index in the text of every folded character. */
function placesOf(text: string): Places[] {
  const make = (spelling: 'plain' | 'spelled') => {
    let folded = ''
    const origins: number[] = []
    for (const { 0: character, index } of text.normalize('NFC').matchAll(/./gsu)) {
      const plain = foldText(character)[spelling]
      for (let unit = 0; unit < plain.length; unit += 1) origins.push(index)
      folded += plain
    }
    origins.push(text.length)
    return { folded, origins }
  }
  const plain = make('plain')
  const spelled = make('spelled')
  return spelled.folded === plain.folded ? [plain] : [plain, spelled]
}

/** Whether a text has every term of a search. */
export function hasWords(text: string, q: string): boolean {
  const spellings = Object.values(foldText(text))
  return searchWords(q).every(word => spellings.some(folded => findWord(folded, word) !== null))
}

function findWord(folded: string, { spellings, beginning }: SearchWord): { at: number; length: number } | null {
  for (const one of spellings) {
    const at = beginning ? beginningOfWord(folded, one) : folded.indexOf(one)
    if (at >= 0) return { at, length: one.length }
  }
  return null
}

function beginningOfWord(folded: string, text: string): number {
  for (let from = 0; ; from += 1) {
    from = folded.indexOf(text, from)
    if (from <= 0 || splitWords(folded.slice(from - 1, from)).length === 0) return from
  }
}

function excerpt(given: string, words: readonly SearchWord[]): Omit<SearchHit, 'in'> | null {
  const text = given.normalize('NFC')
  // Mapping characters is slow and most texts have none of the words.
  const plain = Object.values(foldText(text))
  const found = words.filter(word => plain.some(folded => findWord(folded, word) !== null))
  const places = found.length > 0 ? placesOf(text) : []
  for (const word of found) {
    for (const { folded, origins } of places) {
      const place = findWord(folded, word)
      const [from, to] = place ? [origins[place.at], origins[place.at + place.length]] : []
      if (from === undefined || to === undefined) continue
      return {
        before: lastOf(text.slice(0, from)),
        hit: inOneLine(text.slice(from, to)),
        after: firstOf(text.slice(to)),
      }
    }
  }
  return null
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ')

function lastOf(text: string): string {
  const characters = [...inOneLine(text)]
  if (characters.length <= charactersBefore) return characters.join('')
  // Do not start in the middle of a word when another word follows.
  const end = characters.slice(-charactersBefore).join('')
  return `…${end.replace(/^\S*\s+(?=\S)/, '')}`
}

function firstOf(text: string): string {
  const characters = [...inOneLine(text)]
  return characters.length <= charactersAfter
    ? characters.join('')
    : `${characters.slice(0, charactersAfter).join('')}…`
}
