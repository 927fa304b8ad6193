import 'server-only'
import type { NoteHit } from '@/lib/accounts'
import { type FleetAccount, fold, type Needle, searchText } from './account'
import { matcherOf } from './filter'

/** How much of a note stands around a hit. The hit comes early: a narrow column shows the beginning. */
const charactersBefore = 10
const charactersAfter = 120

/** Where a note has what was searched for; null where the account's name, e-mail or id has it too, and so needs no explanation. */
export function noteHit(account: FleetAccount, needle: Needle): NoteHit | null {
  if (account.notes === null) return null
  const { id, wholeWords } = needle
  const byId = id !== null && (wholeWords ? account.id.startsWith(id) : account.id.includes(id))
  if (byId || matcherOf(needle)(searchText({ ...account, notes: null }))) return null
  return excerpt(account.notes, needle)
}

function excerpt(text: string, needle: Needle): NoteHit | null {
  // Folding changes lengths: each folded character remembers where it came from.
  let folded = ''
  const origins: number[] = []
  for (const { 0: character, index } of text.matchAll(/./gsu)) {
    const plain = fold(character)
    for (let unit = 0; unit < plain.length; unit += 1) origins.push(index)
    folded += plain
  }
  origins.push(text.length)
  const at = needle.wholeWords ? beginningOfWord(folded, needle.text) : folded.indexOf(needle.text)
  const [from, to] = [origins[at], origins[at + needle.text.length]]
  if (from === undefined || to === undefined) return null
  return {
    before: lastOf(text.slice(0, from)),
    hit: inOneLine(text.slice(from, to)),
    after: firstOf(text.slice(to)),
  }
}

function beginningOfWord(folded: string, text: string): number {
  for (const { index } of folded.matchAll(/[\p{L}\p{N}]+/gu)) if (folded.startsWith(text, index)) return index
  return -1
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ')

function lastOf(text: string): string {
  const characters = [...inOneLine(text)]
  if (characters.length <= charactersBefore) return characters.join('')
  // Half a word at the beginning is left out, where there is another one.
  const end = characters.slice(-charactersBefore).join('')
  return `…${end.replace(/^\S*\s+(?=\S)/, '')}`
}

function firstOf(text: string): string {
  const characters = [...inOneLine(text)]
  return characters.length <= charactersAfter
    ? characters.join('')
    : `${characters.slice(0, charactersAfter).join('')}…`
}
