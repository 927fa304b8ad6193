import { beginningOf, raggedLines } from './account-import'
import { columnOfAddresses, guessColumns } from './columns-of-file'
import { type CsvTable, mostLines } from './csv-table'
import { cell, importFields, lineNumber } from './import-fields'
import { z } from './zod'

// Channel limits that people know and Telnyx does not report. Imported from a file, marked as such, and never sent to Telnyx.

export type LimitMapping = { account: number | null; limit: number | null }

export function guessLimitMapping(table: CsvTable): LimitMapping {
  const { id, email, limit } = guessColumns(table.header, {
    id: 'accountid managedaccountid id uuid konto kontonummer account',
    email: 'email emailaddress emailadresse accountemail mail login',
    limit: 'channellimit globaloutboundchannels outboundchannels kanallimit kanaele kanale channels limit',
  })
  return { account: id ?? email ?? columnOfAddresses(table, [limit]), limit }
}

export type LimitLine = { line: number; account: string; limit: string }

const limitLine = z.object({ line: lineNumber, account: cell, limit: cell })

export const checkLimitsInput = z.object({
  lines: z
    .array(limitLine)
    .check(z.minLength(1, 'No row has a limit.'), z.maxLength(mostLines, 'Import 5,000 limits or fewer.')),
  /** Limits that were set here are kept, unless the operator chooses to replace them. */
  replaceSet: z.boolean(),
})

export const stateLimitsInput = z.extend(checkLimitsInput, importFields)

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
  /** Limits that would be written, and limits that are the same already. */
  changed: number
  same: number
  digest: string
}

export type LimitsStated = { kind: 'stated'; changed: number } | { kind: 'changed'; check: LimitCheck }

/** Lines with a blank limit are skipped. `ragged` lines are not read, because their values may be in the wrong columns. */
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
    ragged: raggedLines(table),
  }
}

/** A whole number of channels; null = not a valid limit. `1.000` is invalid: it means a thousand to some people and one to others. */
export function readLimit(written: string): number | null {
  const [, digits] = /^(\d{1,7})(?:[.,]0{1,2})?$/.exec(written.trim()) ?? []
  if (digits === undefined) return null
  const limit = Number.parseInt(digits, 10)
  return limit <= 1_000_000 ? limit : null
}

export function limitFindingWords({ code, about = '' }: LimitFinding): { what: string; fix: string } {
  switch (code) {
    case 'ragged':
      return { what: `It has ${about} values.`, fix: 'Check for a delimiter or line break that needs quotes.' }
    case 'no_account':
      return { what: 'The account is missing.', fix: 'Enter its id or its e-mail.' }
    case 'unknown_account':
      return { what: 'The console does not have this account.', fix: 'Check the id or the e-mail for a typing error.' }
    case 'several':
      return { what: `${about} accounts have this e-mail.`, fix: 'Enter the account’s id instead.' }
    case 'twice':
      return { what: `Line ${about} has the same account.`, fix: 'Remove one of the two rows.' }
    case 'no_limit':
      return {
        what: 'This is not a valid limit.',
        fix: 'Enter a whole number from 0 to 1000000, without separators.',
      }
    case 'gone':
      return { what: about, fix: 'Remove the row. The account has no channels.' }
    case 'set_here':
      return {
        what: `The limit was set to ${about} here.`,
        fix: 'It is kept, unless you also replace limits set here.',
      }
    case 'open':
      return { what: 'The outcome of an earlier change is not known yet.', fix: 'The limit is left as it is.' }
  }
}

export const limitTemplate = {
  header: ['Account id', 'Channel limit'],
  rows: [
    ['3f2b1c9e-5a4d-4e6f-8a7b-0c1d2e3f4a5b', '20'],
    ['billing@example.com', '5'],
  ],
}
