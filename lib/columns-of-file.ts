import type { CsvTable } from './csv-table'

// Matches the columns of a person's file to ours, by their headings.

/** A heading without case, accents, signs and spaces: `E-Mail-Adresse` and `email adresse` are equal. */
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

/** A column of passwords or keys: the console accepts none, whatever else the heading says. */
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

/**
 * Headings that look like passwords. The console accepts none: a password goes from the person who types it to Telnyx,
 * and nowhere else.
 */
export function secretHeadings(header: readonly string[]): string[] {
  return header.filter(isSecretHeading)
}

/** The table without the values of such columns: they are kept nowhere, not even on the screen that names them. */
export function withoutSecrets(table: CsvTable): CsvTable {
  const secret = table.header.map(isSecretHeading)
  if (!secret.includes(true)) return table
  const lines = table.lines.map(line => ({ ...line, cells: line.cells.map((cell, at) => (secret[at] ? '' : cell)) }))
  return { ...table, lines }
}

/**
 * The column of the file for each of ours, or null: first by a heading that equals a known spelling, then by one that
 * begins or ends with it. No column of the file is used twice, and a password column never.
 */
export function guessColumns<Name extends string>(
  header: readonly string[],
  spellings: Record<Name, readonly string[]>,
): Record<Name, number | null> {
  const keys = header.map(heading => (isSecretHeading(heading) ? '' : headingKey(heading)))
  const names = Object.keys(spellings) as Name[]
  const found = new Map<Name, number>()
  const find = (name: Name, fits: (key: string, spelling: string) => boolean) => {
    const used = new Set(found.values())
    for (const spelling of spellings[name]) {
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

/** The first column whose values are addresses; null = none. For files that call it "Contact". */
export function columnOfAddresses(table: CsvTable, used: readonly (number | null)[]): number | null {
  const some = table.lines.slice(0, 100)
  const at = table.header.findIndex((heading, column) => {
    if (used.includes(column) || isSecretHeading(heading)) return false
    const cells = some.map(({ cells }) => cells[column]?.trim() ?? '').filter(cell => cell !== '')
    return cells.filter(cell => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell)).length > cells.length / 2
  })
  return at < 0 ? null : at
}

/** The name of a column on screen: its heading, or its position when it has none. */
export function headingOf(header: readonly string[], at: number): string {
  return header[at] || `Column ${at + 1}`
}
