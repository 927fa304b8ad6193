import { beginningOf } from './account-import'
import { columnOfAddresses, guessColumns } from './columns-of-file'
import type { CsvTable } from './csv-table'
import { mostLines } from './csv-table'
import { text, z } from './zod'

// Channel limits that people know and Telnyx does not report: imported from a file, marked as stated, never sent to
// Telnyx.

export type LimitMapping = { account: number | null; limit: number | null }

export function guessLimitMapping(table: CsvTable): LimitMapping {
  const { id, email, limit } = guessColumns(table.header, {
    id: 'accountid managedaccountid id uuid konto kontonummer account'.split(' '),
    email: 'email emailaddress emailadresse accountemail mail login'.split(' '),
    limit: 'channellimit globaloutboundchannels outboundchannels kanallimit kanaele kanale channels limit'.split(' '),
  })
  return { account: id ?? email ?? columnOfAddresses(table, [limit]), limit }
}

export type LimitLine = { line: number; account: string; limit: string }

const cell = text().check(z.maxLength(1_000))
const limitLine = z.object({ line: z.int().check(z.minimum(1), z.maximum(10_000_000)), account: cell, limit: cell })

export const checkLimitsInput = z.object({
  lines: z
    .array(limitLine)
    .check(z.minLength(1, 'There is no line with a limit.'), z.maxLength(mostLines, 'State 5,000 limits or fewer.')),
  /** Limits that were set here take precedence over the file, unless the operator chooses otherwise. */
  replaceSet: z.boolean(),
})

export const stateLimitsInput = z.extend(checkLimitsInput, {
  digest: text().check(z.maxLength(64)),
  file: text().check(z.trim(), z.maxLength(255)),
  reason: text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.')),
})

export const limitFindingCodes = {
  ragged: 'problem',
  no_account: 'problem',
  unknown_account: 'problem',
  several: 'problem',
  twice: 'problem',
  no_limit: 'problem',
  gone: 'problem',
  set_here: 'warning',
  open: 'warning',
} as const satisfies Record<string, 'problem' | 'warning'>
type LimitFindingCode = keyof typeof limitFindingCodes

export type LimitFinding = {
  line: number
  column: 'account' | 'limit' | null
  code: LimitFindingCode
  about?: string
}

export type LimitCheck = {
  lines: number
  findings: LimitFinding[]
  /** Limits that would be written, and those that are already stored. */
  changed: number
  same: number
  digest: string
}

export type LimitsStated = { kind: 'stated'; changed: number } | { kind: 'changed'; check: LimitCheck }

/** Lines without a limit are skipped; the meaning of `ragged` lines is unclear. */
export function limitLinesOf(
  table: CsvTable,
  { account, limit }: LimitMapping,
): { lines: LimitLine[]; ragged: LimitFinding[]; blank: number } {
  const cellOf = (cells: readonly string[], at: number | null) => (at === null ? '' : beginningOf(cells[at] ?? ''))
  const even = table.lines.filter(({ ragged }) => ragged === null)
  const lines = even.map(({ line, cells }) => ({ line, account: cellOf(cells, account), limit: cellOf(cells, limit) }))
  const stating = lines.filter(one => one.limit.trim() !== '')
  return {
    lines: stating,
    blank: lines.length - stating.length,
    ragged: table.lines.flatMap(({ line, ragged }): LimitFinding[] =>
      ragged === null ? [] : [{ line, column: null, code: 'ragged', about: `${ragged} of ${table.header.length}` }],
    ),
  }
}

/**
 * A whole number of channels; null = not a valid limit. `1.000` is a thousand in some countries and one in others: it
 * is not accepted.
 */
export function readLimit(written: string): number | null {
  const [, digits] = /^(\d{1,7})(?:[.,]0{1,2})?$/.exec(written.trim()) ?? []
  if (digits === undefined) return null
  const limit = Number.parseInt(digits, 10)
  return limit <= 1_000_000 ? limit : null
}

export function limitFindingWords({ code, about = '' }: LimitFinding): { what: string; fix: string } {
  switch (code) {
    case 'ragged':
      return { what: `It has ${about} values.`, fix: 'Look for a delimiter or a line end that should stand in quotes.' }
    case 'no_account':
      return { what: 'It names no account.', fix: 'Enter its id or its e-mail.' }
    case 'unknown_account':
      return { what: 'The console knows no such account.', fix: 'Look for a slip in the id or the e-mail.' }
    case 'several':
      return { what: `${about} accounts have this e-mail.`, fix: 'Enter the id of the one that is meant.' }
    case 'twice':
      return { what: `Line ${about} is about the same account.`, fix: 'Take one of the two out.' }
    case 'no_limit':
      return {
        what: 'It is no number of channels.',
        fix: 'Enter a whole number from 0 to 1000000, without separators.',
      }
    case 'gone':
      return { what: about, fix: 'Take the line out: it holds no channels.' }
    case 'set_here':
      return { what: `${about} channels were set here.`, fix: 'It is kept, unless limits set here are replaced too.' }
    case 'open':
      return { what: 'A limit was sent, and Telnyx has not said what became of it.', fix: 'It is left as it is.' }
  }
}

export const limitTemplate = {
  header: ['Account id', 'Channel limit'],
  rows: [
    ['3f2b1c9e-5a4d-4e6f-8a7b-0c1d2e3f4a5b', '20'],
    ['billing@example.com', '5'],
  ],
}
