import { nameKey } from './account-duplicates'
import { createAccountInput } from './account-inputs'
import { proposeEmail, type WantedAccount } from './accounts'
import { columnOfAddresses, guessColumns } from './columns-of-file'
import type { CsvTable } from './csv-table'
import { NameShelf } from './name-shelf'

// Accounts from a file: the mapping of columns, the values of a line, and all findings about it.

export const importColumns = ['name', 'email', 'rollupBilling', 'customPricing'] as const
export type ImportColumn = (typeof importColumns)[number]

export const importLabels: Record<ImportColumn, string> = {
  name: 'Business name',
  email: 'E-mail',
  rollupBilling: 'Rollup billing',
  customPricing: 'Custom pricing',
}

/** Headings in English and German, of our own export and of Telnyx's API, as `headingKey` makes them; the surest first. */
const spellings: Record<ImportColumn, string> = {
  name: 'businessname organizationname organisationname companyname accountname customername firmenname kundenname name company organization organisation business customer firma unternehmen kunde account',
  email:
    'email emailaddress mailaddress emailadresse mailadresse accountemail billingemail contactemail mail login signin',
  rollupBilling:
    'rollupbilling rollup sammelabrechnung sammelrechnung abrechnungueberhauptkonto whopays billing abrechnung',
  customPricing:
    'custompricing managedaccountallowcustompricing allowcustompricing individuellepreise sonderpreise eigenepreise sonderkonditionen pricing preise',
}

/** A column of the file by its index, or for the flags one value for all lines; null = not in the file. */
export type ImportMapping = {
  name: number | null
  email: number | null
  rollupBilling: number | 'yes' | 'no' | null
  customPricing: number | 'yes' | 'no'
}

export function guessMapping(table: CsvTable): ImportMapping {
  const { name, email: named, rollupBilling, customPricing } = guessColumns(table.header, spellings)
  const email = named ?? columnOfAddresses(table, [name, rollupBilling, customPricing])
  return { name, email, rollupBilling, customPricing: customPricing ?? 'no' }
}

/** A line as it is sent for the check: the values of the chosen columns, and nothing else of the file. */
export type ImportLine = { line: number } & Record<ImportColumn, string>

/** In characters. A longer value is too long for every column, so the rest of it is not sent. */
const longestCell = 600

/** Never ends in half a surrogate pair, which would make the text invalid. */
export function beginningOf(cell: string): string {
  return cell.slice(0, longestCell).replace(/[\ud800-\udbff]$/, '')
}

/** Lines with more or fewer values than the header are not sent, because their values may be in the wrong columns. */
export function raggedLines({ header, lines }: CsvTable) {
  return lines.flatMap(({ line, ragged }) =>
    ragged === null ? [] : [{ line, column: null, code: 'ragged' as const, about: `${ragged} of ${header.length}` }],
  )
}

export function linesOf(table: CsvTable, mapping: ImportMapping): { lines: ImportLine[]; ragged: Finding[] } {
  const cellOf = (cells: readonly string[], from: number | 'yes' | 'no' | null) =>
    typeof from === 'number' ? beginningOf(cells[from] ?? '') : (from ?? '')
  return {
    ragged: raggedLines(table),
    lines: table.lines
      .filter(({ ragged }) => ragged === null)
      .map(({ line, cells }) => ({
        line,
        name: cellOf(cells, mapping.name),
        email: cellOf(cells, mapping.email),
        rollupBilling: cellOf(cells, mapping.rollupBilling),
        customPricing: cellOf(cells, mapping.customPricing),
      })),
  }
}

export const findingCodes = {
  ragged: 'problem',
  missing: 'problem',
  long: 'problem',
  signs: 'problem',
  no_email: 'problem',
  no_flag: 'problem',
  email_twice: 'problem',
  proposed_twice: 'problem',
  email_taken: 'problem',
  proposed_taken: 'problem',
  email_under_way: 'problem',
  name_twice: 'warning',
  name_same: 'warning',
  name_similar: 'warning',
} as const satisfies Record<string, 'problem' | 'warning'>
type FindingCode = keyof typeof findingCodes

/** A finding about one line. A problem excludes the line from the import, a warning asks the operator to check it. */
export type Finding = {
  line: number
  /** Null = the line as a whole. */
  column: ImportColumn | null
  code: FindingCode
  /** The other line, the account or the number that the finding names. */
  about?: string
}

export const isProblem = ({ code }: Finding) => findingCodes[code] === 'problem'

/** An account to create; its e-mail is filled in. */
export type ImportRow = { line: number } & Omit<WantedAccount, 'hasPassword'>

/** The existing accounts, looked up by the server. Matches are account names. */
export type KnownAccounts = {
  withEmail(email: string): string | null
  emailUnderWay(email: string): string | null
  similarName(name: string): { match: 'same' | 'similar'; about: string } | null
}

type CheckedLine = { row: ImportRow | null; findings: Finding[]; proposed: boolean }

/**
 * Checks one line after the other, each against earlier lines and existing accounts, and reports all findings of a line together. `row`
 * is what would be created; null if a problem prevents it.
 */
export function lineChecker(operatorEmail: string, known: KnownAccounts): (line: ImportLine) => CheckedLine {
  const emails = new Map<string, number>()
  const names = new NameShelf<number>()
  return raw => {
    const read = readLine(raw)
    const { line } = raw
    const findings = [...read.findings]
    const say = (column: ImportColumn, code: FindingCode, about: string) => findings.push({ line, column, code, about })
    const proposed = read.email === '' && read.name !== null
    const email = read.email === '' ? read.name && proposeEmail(read.name, operatorEmail).toLowerCase() : read.email
    if (email) {
      const earlier = emails.get(email)
      const owner = known.withEmail(email)
      const maker = owner === null ? known.emailUnderWay(email) : null
      if (earlier !== undefined) say('email', proposed ? 'proposed_twice' : 'email_twice', String(earlier))
      else emails.set(email, line)
      if (owner !== null) say('email', proposed ? 'proposed_taken' : 'email_taken', owner)
      if (maker !== null) say('email', 'email_under_way', maker)
    }
    if (read.name !== null) {
      const key = nameKey(read.name)
      const twin = names.same(key)
      if (twin !== null) say('name', 'name_twice', String(twin))
      else names.add(key, line)
      const similar = known.similarName(read.name)
      if (similar) say('name', similar.match === 'same' ? 'name_same' : 'name_similar', similar.about)
    }
    const { name, rollupBilling, customPricing } = read
    const whole = email && name !== null && rollupBilling !== null && customPricing !== null
    const good = whole && !findings.some(isProblem)
    return { row: good ? { line, name, email, rollupBilling, customPricing } : null, findings, proposed }
  }
}

const shape = createAccountInput.shape

/** The values of a line, read by the rules of the form; null for a value that cannot be read. */
function readLine(raw: ImportLine) {
  const findings: Finding[] = []
  const say = (column: ImportColumn, code: FindingCode, about?: string) =>
    findings.push({ line: raw.line, column, code, ...(about !== undefined && { about }) })
  const sayText = (column: 'name' | 'email', most: number, otherwise: FindingCode) => {
    const code = textProblem(raw[column], most, otherwise)
    say(column, code, code === 'long' ? String(most) : undefined)
  }
  const name = shape.name.safeParse(raw.name)
  if (!name.success) sayText('name', 255, 'missing')
  const email = shape.email.safeParse(raw.email)
  if (!email.success) sayText('email', 254, 'no_email')
  const flag = (column: 'rollupBilling' | 'customPricing', blank: boolean | null) => {
    const text = raw[column].trim()
    const read = text === '' ? blank : readFlag(text)
    if (read === null) say(column, text === '' ? 'missing' : 'no_flag')
    return read
  }
  return {
    name: name.success ? name.data : null,
    /** '' = blank. */
    email: email.success ? email.data : null,
    // It cannot be changed later, so a blank has no default.
    rollupBilling: flag('rollupBilling', null),
    customPricing: flag('customPricing', false),
    findings,
  }
}

function textProblem(text: string, most: number, otherwise: FindingCode): FindingCode {
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) return 'signs'
  return text.trim().length > most ? 'long' : otherwise
}

const yes = new Set('yes y true t 1 x on ja j wahr an rollup allowed erlaubt'.split(' '))
const no = new Set('no n false f 0 - off nein falsch aus own ownbalance notallowed'.split(' '))

/** Accepts the words of people, spreadsheets and our own export. Null = neither yes nor no. */
export function readFlag(text: string): boolean | null {
  const word = text.toLowerCase().replace(/[\s._]+/g, '')
  if (yes.has(word)) return true
  return no.has(word) ? false : null
}

/** What a finding means, and what to do about it. */
export function findingWords({ code, about = '', column }: Finding): { what: string; fix: string } {
  switch (code) {
    case 'ragged':
      return {
        what: `The line has ${about} values.`,
        fix: 'Put them in their places. A delimiter or line break may need quotes in the file.',
      }
    case 'missing':
      return column === 'name'
        ? { what: 'The business name is missing.', fix: 'Enter a business name. Without it the row is left out.' }
        : { what: 'Rollup billing is blank.', fix: 'Enter yes or no. You cannot change it later.' }
    case 'long':
      return { what: `It is longer than ${about} characters.`, fix: 'Shorten it.' }
    case 'signs':
      return { what: 'It has characters that cannot be shown.', fix: 'Remove them.' }
    case 'no_email':
      return { what: 'It is not an e-mail address.', fix: 'Correct it, or leave it blank to get a generated address.' }
    case 'no_flag':
      return { what: 'It is neither yes nor no.', fix: 'Enter yes or no.' }
    case 'email_twice':
      return { what: `Line ${about} has the same address.`, fix: 'Use another address, or leave this row out.' }
    case 'proposed_twice':
      return { what: `If blank, it gets the same address as line ${about}.`, fix: 'Enter an address.' }
    case 'email_taken':
      return { what: `Already used by ${about}.`, fix: 'Use another address, or leave this row out.' }
    case 'proposed_taken':
      return { what: `The address made for it is already used by ${about}.`, fix: 'Enter another address.' }
    case 'email_under_way':
      return { what: `${about} is being created with it.`, fix: 'Wait until that is finished, or leave this row out.' }
    case 'name_twice':
      return { what: `Line ${about} has the same name.`, fix: 'Make sure that these are different customers.' }
    case 'name_same':
      return { what: `${about} has the same name.`, fix: 'Make sure that this is another customer.' }
    case 'name_similar':
      return { what: `${about} has a similar name.`, fix: 'Make sure that this is another customer.' }
  }
}

/** A template file: the columns, and two example lines. */
export const importTemplate = {
  header: importColumns.map(column => importLabels[column]),
  rows: [
    ['Example Telephony Ltd', 'billing@example.com', 'yes', 'no'],
    ['Beispiel Telefonie GmbH', '', 'no', 'no'],
  ],
}
