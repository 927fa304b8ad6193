import { stringify } from 'csv-stringify/sync'

/**
 * Characters that a spreadsheet may take for a formula or a control. The full-width forms matter in East Asian
 * versions.
 */
const dangerous = /^[=+\-@\t\r\n\0＝＋－＠]/

/** A leading apostrophe makes a spreadsheet show the text instead of running it. */
export function safeCell(value: string): string {
  return dangerous.test(value) ? `'${value}` : value
}

/** The text that `safeCell` wrote. */
export function unguardedCell(cell: string): string {
  return cell.startsWith("'") && dangerous.test(cell.slice(1)) ? cell.slice(1) : cell
}

/** A decimal number: -12.50 must remain a number that can be added up. */
type Figure = { figure: string }

/** Text, a number, or null for an empty cell. */
export type Cell = string | Figure | null

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return safeCell(cell)
  // A value that is not a plain decimal is treated as text.
  return /^-?\d+(\.\d+)?$/.test(cell.figure) ? cell.figure : safeCell(cell.figure)
}

/** Lines of RFC 4180: comma, CRLF, quotes where needed. Every cell is safe to open in a spreadsheet. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map(row => row.map(cellText)),
    {
      record_delimiter: 'windows',
      // Most readers treat a lone CR or LF as a line end; some would trim a first cell with a space at its edge.
      quoted_match: /[\r\n]|^\s|\s$/,
    },
  )
}

/** A whole file: a header and its rows. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return csvLines([header, ...rows])
}
