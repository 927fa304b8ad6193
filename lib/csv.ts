import { stringify } from 'csv-stringify/sync'

/** What a spreadsheet may take for a formula or a control. The full-width forms count in East Asian versions. */
const dangerous = /^[=+\-@\t\r\n\0＝＋－＠]/

/** A leading apostrophe makes a spreadsheet show the text instead of running it. */
export function safeCell(value: string): string {
  return dangerous.test(value) ? `'${value}` : value
}

/** RFC 4180: comma, CRLF, quotes where needed. Every cell is safe to open in a spreadsheet; null is an empty cell. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const cells = [header, ...rows].map(row => row.map(cell => safeCell(cell ?? '')))
  return stringify(cells, {
    record_delimiter: 'windows',
    // A lone CR or LF is a line end for most readers; a first cell with a space at its edge would be trimmed by some.
    quoted_match: /[\r\n]|^\s|\s$/,
  })
}
