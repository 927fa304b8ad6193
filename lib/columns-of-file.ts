import type { CsvTable } from './csv-table'

// Guesses which column of a file is which of ours, by its heading.

/** A heading without case, accents, punctuation and spaces: `E-Mail-Adresse` and `email adresse` are the same. */
function headingKey(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

const secretWords = new Set(
  'pass pw pwd pin token secret key geheim geheimnis parola haslo senha salasana losen losenord wachtwoord adgangskode clave'.split(
    ' ',
  ),
)

/** Whether a heading looks like a column of passwords or keys. The console accepts none. */
function isSecretHeading(heading: string): boolean {
  const key = headingKey(heading)
  if (/passw|passphrase|passcode|kennwort|kodewort|contrasen|motdepasse|apikey|apitoken|credential/.test(key))
    return true
  const words = heading
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .split(/[^\p{L}]+/u)
  return words.some(word => secretWords.has(word))
}

/** The headings that look like passwords or keys. */
export function secretHeadings(header: readonly string[]): string[] {
  return header.filter(isSecretHeading)
}

/** The table without the values of such columns, which are kept nowhere, not even on screen. */
export function withoutSecrets(table: CsvTable): CsvTable {
  const secret = table.header.map(isSecretHeading)
  if (!secret.includes(true)) return table
  const lines = table.lines.map(line => ({
    ...line,
    // With too few or too many values, a password may be in any column.
    cells: line.cells.map((cell, at) => (secret[at] || line.ragged !== null ? '' : cell)),
  }))
  return { ...table, lines }
}

/**
 * The column of the file for each of ours, or null. A heading that equals a spelling wins over one that starts or ends with it. No column
 * is used twice, and no column of passwords is ever used.
 * @param spellings separated by spaces
 */
export function guessColumns<Name extends string>(
  header: readonly string[],
  spellings: Record<Name, string>,
): Record<Name, number | null> {
  const keys = header.map(heading => (isSecretHeading(heading) ? '' : headingKey(heading)))
  const names = Object.keys(spellings) as Name[]
  const found = new Map<Name, number>()
  const find = (name: Name, fits: (key: string, spelling: string) => boolean) => {
    const used = new Set(found.values())
    for (const spelling of spellings[name].split(' ')) {
      const at = keys.findIndex((key, index) => key !== '' && !used.has(index) && fits(key, spelling))
      if (at >= 0) return found.set(name, at)
    }
    return found
  }
  for (const name of names) find(name, (key, spelling) => key === spelling)
  for (const name of names.filter(one => !found.has(one))) {
    find(name, (key, spelling) => spelling.length >= 4 && (key.startsWith(spelling) || key.endsWith(spelling)))
  }
  return Object.fromEntries(names.map(name => [name, found.get(name) ?? null])) as Record<Name, number | null>
}

/** The first column whose values are e-mail addresses; null = none. For files that call it "Contact", for example. */
export function columnOfAddresses(table: CsvTable, used: readonly (number | null)[]): number | null {
  const some = table.lines.slice(0, 100)
  const at = table.header.findIndex((heading, column) => {
    if (used.includes(column) || isSecretHeading(heading)) return false
    const cells = some.map(({ cells }) => cells[column]?.trim() ?? '').filter(cell => cell !== '')
    return cells.filter(cell => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell)).length > cells.length / 2
  })
  return at < 0 ? null : at
}

/** A column's name on screen: its heading, or its number if it has none. */
export function headingOf(header: readonly string[], at: number): string {
  return header[at] || `Column ${at + 1}`
}
