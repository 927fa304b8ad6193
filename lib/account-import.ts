import { nameKey } from './account-duplicates'
import { createAccountInput } from './account-inputs'
import { proposeEmail } from './accounts'
import { columnOfAddresses, guessColumns } from './columns-of-file'
import type { CsvTable } from './csv-table'
import { NameShelf } from './name-shelf'

// Accounts from a file: which column is which, what a line contains, and everything that is wrong with it.

const importColumns = ['name', 'email', 'rollupBilling', 'customPricing'] as const
export type ImportColumn = (typeof importColumns)[number]

export const importLabels: Record<ImportColumn, string> = {
  name: 'Business name',
  email: 'E-mail',
  rollupBilling: 'Rollup billing',
  customPricing: 'Custom pricing',
}

/** English and German, our own export and Telnyx's API; in the form of `headingKey`, best match first. */
const spellings: Record<ImportColumn, readonly string[]> = {
  name: 'businessname organizationname organisationname companyname accountname customername firmenname kundenname name company organization organisation business customer firma unternehmen kunde account'.split(
    ' ',
  ),
  email:
    'email emailaddress mailaddress emailadresse mailadresse accountemail billingemail contactemail mail login signin'.split(
      ' ',
    ),
  rollupBilling:
    'rollupbilling rollup sammelabrechnung sammelrechnung abrechnungueberhauptkonto whopays billing abrechnung'.split(
      ' ',
    ),
  customPricing:
    'custompricing managedaccountallowcustompricing allowcustompricing individuellepreise sonderpreise eigenepreise sonderkonditionen pricing preise'.split(
      ' ',
    ),
}

/** A column of the file by its position; for the flags, one answer for all lines instead; null = not in the file. */
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

/** A line as it is sent for checking: the values of the chosen columns, and nothing else from the file. */
export type ImportLine = { line: number } & Record<ImportColumn, string>

/** Characters. A longer value is too long for every column, so it is cut before it is sent. */
const longestCell = 600

/** Never cuts a character in half: a text with half a character is refused. */
export function beginningOf(cell: string): string {
  return cell.slice(0, longestCell).replace(/[\ud800-\udbff]$/, '')
}

/** Lines with more or fewer values than the header are not sent: it is unclear which value belongs where. */
export function linesOf(table: CsvTable, mapping: ImportMapping): { lines: ImportLine[]; ragged: Finding[] } {
  const cellOf = (cells: readonly string[], from: number | 'yes' | 'no' | null) =>
    typeof from === 'number' ? beginningOf(cells[from] ?? '') : (from ?? '')
  return {
    ragged: table.lines.flatMap(({ line, ragged }): Finding[] =>
      ragged === null ? [] : [{ line, column: null, code: 'ragged', about: `${ragged} of ${table.header.length}` }],
    ),
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

/** A finding about one line. A problem keeps it from being imported; a warning needs confirmation. */
export type Finding = {
  line: number
  /** Null = the line as a whole. */
  column: ImportColumn | null
  code: FindingCode
  /** The other line, the account, or the figure that the finding is about. */
  about?: string
}

export const isProblem = ({ code }: Finding) => findingCodes[code] === 'problem'

/** An account to create; its e-mail is filled in. */
export type ImportRow = {
  line: number
  name: string
  email: string
  rollupBilling: boolean
  customPricing: boolean
}

/** What exists already, looked up by the server. The functions return what an account is called. */
export type KnownAccounts = {
  withEmail(email: string): string | null
  emailUnderWay(email: string): string | null
  alike(name: string): { match: 'same' | 'similar'; about: string } | null
}

type CheckedLine = { row: ImportRow | null; findings: Finding[]; proposed: boolean }

/**
 * Checks line by line, each against earlier lines and against existing accounts, and reports everything that is wrong
 * with it. `row` is what would be created; null when a problem prevents that.
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
      const alike = known.alike(read.name)
      if (alike) say('name', alike.match === 'same' ? 'name_same' : 'name_similar', alike.about)
    }
    const { name, rollupBilling, customPricing } = read
    const whole = email && name !== null && rollupBilling !== null && customPricing !== null
    const good = whole && !findings.some(isProblem)
    return { row: good ? { line, name, email, rollupBilling, customPricing } : null, findings, proposed }
  }
}

type ReadLine = {
  name: string | null
  /** '' = the line has none. */
  email: string | null
  rollupBilling: boolean | null
  customPricing: boolean | null
  findings: Finding[]
}

const shape = createAccountInput.shape

/** The values of a line by the rules of the form; null where one cannot be read. */
function readLine(raw: ImportLine): ReadLine {
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
    email: email.success ? email.data : null,
    // It cannot be changed later: a blank is no answer.
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

/** Spellings that people and spreadsheets use, our own export's among them. Null = neither. */
export function readFlag(text: string): boolean | null {
  const word = text.toLowerCase().replace(/[\s._]+/g, '')
  if (yes.has(word)) return true
  return no.has(word) ? false : null
}

/** What is wrong, and what to do about it. */
export function findingWords({ code, about = '', column }: Finding): { what: string; fix: string } {
  switch (code) {
    case 'ragged':
      return { what: `It has ${about} values.`, fix: 'Look for a delimiter or a line end that should stand in quotes.' }
    case 'missing':
      return column === 'name'
        ? { what: 'There is no business name.', fix: 'Enter one, or take the line out.' }
        : { what: 'It does not say who pays.', fix: 'Enter yes or no: it cannot be changed later.' }
    case 'long':
      return { what: `It is longer than ${about} characters.`, fix: 'Shorten it.' }
    case 'signs':
      return { what: 'It has characters that cannot be shown.', fix: 'Remove them.' }
    case 'no_email':
      return { what: 'It is not an e-mail address.', fix: 'Correct it, or leave it blank: then one is proposed.' }
    case 'no_flag':
      return { what: 'It is neither yes nor no.', fix: 'Enter yes or no.' }
    case 'email_twice':
      return { what: `Line ${about} has the same address.`, fix: 'Give each account its own, or take one line out.' }
    case 'proposed_twice':
      return { what: `Left blank, it gets the same address as line ${about}.`, fix: 'Enter an address.' }
    case 'email_taken':
      return { what: `It belongs to ${about} already.`, fix: 'Use another address, or take the line out.' }
    case 'proposed_taken':
      return { what: `Left blank, it gets an address that ${about} has already.`, fix: 'Enter another one.' }
    case 'email_under_way':
      return { what: `${about} is being created with it.`, fix: 'Wait until that has ended, or take the line out.' }
    case 'name_twice':
      return { what: `Line ${about} has the same name.`, fix: 'Make sure that these are two customers.' }
    case 'name_same':
      return { what: `${about} has the same name.`, fix: 'Make sure that this is another customer.' }
    case 'name_similar':
      return { what: `${about} has a similar name.`, fix: 'Make sure that this is another customer.' }
  }
}

/** A template file: the columns, and two lines that show possible values. */
export const importTemplate = {
  header: importColumns.map(column => importLabels[column]),
  rows: [
    ['Example Telephony Ltd', 'billing@example.com', 'yes', 'no'],
    ['Beispiel Telefonie GmbH', '', 'no', 'no'],
  ],
}
