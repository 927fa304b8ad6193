import { stringify } from 'csv-stringify/sync'

/** The start of a cell that a spreadsheet may run as a formula. East Asian versions also accept the full-width forms. */
const dangerous = /^[=+\-@\t\r\n\0＝＋－＠]/

/** Adds an apostrophe that makes a spreadsheet show the text instead of running it. */
export function safeCell(value: string): string {
  return dangerous.test(value) ? `'${value}` : value
}

/** The text that `safeCell` wrote. */
export function unguardedCell(cell: string): string {
  return cell.startsWith("'") && dangerous.test(cell.slice(1)) ? cell.slice(1) : cell
}

/** A decimal number: -12.50 must stay a number that spreadsheets can add up. */
type Figure = { figure: string }

/** Text, a number, or null for an empty cell. */
export type Cell = string | Figure | null

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return safeCell(cell)
  // A value that does not look like a number is treated as text.
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
