import { CsvError, parse } from 'csv-parse/sync'
import { unguardedCell } from './csv'

// Reads the CSV files that people export from spreadsheets. Runs in the browser, so that unused columns are never uploaded.

export const mostFileBytes = 2 * 1024 * 1024
/** The most lines of a file, without its header. */
export const mostLines = 5_000

type TableLine = {
  /** The line number where it starts, as in an editor. The header is line 1 in most files. */
  line: number
  cells: string[]
  /** How many values the line has, if that differs from the header; null = the same number. */
  ragged: number | null
}

export type CsvTable = { header: string[]; lines: TableLine[]; delimiter: Delimiter }

/** Why a file as a whole cannot be read. */
export type FileProblem = { what: string; fix: string }

const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

/** Decodes a file. UTF-8 and UTF-16 are certain; `Windows-1252` is a guess, and the operator must check its letters. */
export function decodeText(
  bytes: Uint8Array,
): { text: string; encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252' } | FileProblem {
  const begins = (...signs: number[]) => signs.every((sign, at) => bytes[at] === sign)
  if (bytes.length > mostFileBytes) {
    return { what: 'The file is larger than 2 MB.', fix: 'Remove columns that you do not need, or split the file.' }
  }
  if (begins(0x50, 0x4b) || begins(0xd0, 0xcf, 0x11, 0xe0)) {
    return { what: 'This is a workbook, not a CSV file.', fix: 'Save it as “CSV UTF-8” in your spreadsheet first.' }
  }
  const utf16 = begins(0xff, 0xfe) ? 'utf-16le' : begins(0xfe, 0xff) ? 'utf-16be' : null
  const decoded = utf16
    ? { text: decodedAs(utf16, bytes), encoding: 'UTF-16' as const }
    : { text: decodedAs('utf-8', bytes), encoding: 'UTF-8' as const }
  const text = decoded.text ?? decodedAs('windows-1252', bytes)
  if (text === null || text.includes('\0')) {
    return { what: 'This is not a text file.', fix: 'Save the table as “CSV UTF-8” and choose that file.' }
  }
  return { text, encoding: decoded.text === null ? 'Windows-1252' : decoded.encoding }
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/**
 * Parses a table with a header: commas, semicolons or tabs, any line ends, and quotes. Skips blank lines, and removes the apostrophes
 * that our own files put before formulas. A fault in one line is reported for that line; the others are still read.
 */
export function readTable(text: string): CsvTable | FileProblem {
  // Excel may name the delimiter in a separate first line.
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const named = /^sep=([,;\t])\n/.exec(plain)?.[1] as Delimiter | undefined
  const body = named ? plain.slice(6) : plain
  const delimiter = named ?? likeliest(body)
  const above = named ? 1 : 0
  const read = recordsOf(body, delimiter, { above })
  if ('what' in read) return read
  const [first, ...rest] = read.records.filter(({ cells }) => cells.some(cell => cell !== ''))
  if (!first)
    return { what: 'The file is empty.', fix: 'Put the column names in the first line, then one line for each row.' }
  const header = first.cells
  if (header.some(cell => /^\S+@\S+\.\S+$/.test(cell))) {
    return {
      what: 'The first line does not name the columns.',
      fix: 'Put a line with their names above the first row.',
    }
  }
  if (rest.length === 0) return { what: 'The file has no rows, only a header.', fix: 'Add a line for each row.' }
  if (rest.length > mostLines) {
    return {
      what: `The file has ${rest.length.toLocaleString('en-US')} rows.`,
      fix: `Split it. A file can have up to ${mostLines.toLocaleString('en-US')} rows.`,
    }
  }
  return { header, delimiter, lines: rest.map(({ line, cells }) => lineOf(line, cells, header.length)) }
}

/** Spreadsheets write as many values as the header has. A line with another number may have its values in the wrong columns. */
function lineOf(line: number, cells: readonly string[], width: number): TableLine {
  return {
    line,
    cells: Array.from({ length: width }, (_, at) => cells[at] ?? ''),
    ragged: cells.length === width ? null : cells.length,
  }
}

type Records = { records: { line: number; cells: string[] }[] }

function recordsOf(
  text: string,
  delimiter: Delimiter,
  { above = 0, most }: { above?: number; most?: number },
): Records | FileProblem {
  const records: Records['records'] = []
  let ended = above
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      // A quote in the middle of a value belongs to the value.
      relax_quotes: true,
      skip_empty_lines: true,
      ...(most && { to: most }),
      on_record: (raw: string[], { lines }) => {
        ended = lines + above
        const inside = raw.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
        records.push({ line: ended - inside, cells: raw.map(cell => unguardedCell(cell).trim()) })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return {
      what: `A quotation mark opened in line ${ended + 1} or later is never closed.`,
      fix: 'Close or remove it. Inside a quoted value, write "" for one quotation mark.',
    }
  }
  return { records }
}

/** The delimiter that splits the start of the file into the most columns, with the same number in every line. */
function likeliest(text: string): Delimiter {
  const judged = delimiters.map(delimiter => {
    const read = recordsOf(text, delimiter, { most: 10 })
    const widths = 'records' in read ? read.records.map(({ cells }) => cells.length) : []
    const header = widths[0] ?? 0
    const even = widths.filter(width => width === header).length / Math.max(1, widths.length)
    return { delimiter, score: header > 1 ? header * even : 0 }
  })
  return judged.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}

export function isFileProblem<T extends object>(read: T | FileProblem): read is FileProblem {
  return 'what' in read && 'fix' in read
}
