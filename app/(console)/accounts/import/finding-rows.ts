import {
  type Finding,
  findingCodes,
  findingWords,
  type ImportColumn,
  type ImportMapping,
  importLabels,
} from '@/lib/account-import'
import { headingOf } from '@/lib/columns-of-file'
import type { CsvTable } from '@/lib/csv-table'
import type { FindingRow } from '../../_shell/import/findings-table'

/** The findings, with the file's own column names and values. */
export function findingRows(findings: readonly Finding[], table: CsvTable, mapping: ImportMapping): FindingRow[] {
  const cells = new Map(table.lines.map(line => [line.line, line.cells]))
  return findings.map((finding, at) => {
    const { line, column, code } = finding
    const from = column === null ? null : mapping[column]
    const value = typeof from === 'number' ? (cells.get(line)?.[from] ?? '') : null
    const kind = findingCodes[code]
    const cell = kind === 'problem' && typeof from === 'number' ? cellKey(line, from) : null
    const name = columnName(column, from, table.header)
    return { key: `${at}`, line, column: name, value, cell, kind, ...findingWords(finding) }
  })
}

const cellKey = (line: number, at: number) => `${line}:${at}`

/** The file's table with the values that were corrected on the screen. */
export function corrected(table: CsvTable, values: ReadonlyMap<string, string>): CsvTable {
  const lines = table.lines.map(one => ({
    ...one,
    cells: one.cells.map((cell, at) => values.get(cellKey(one.line, at)) ?? cell),
  }))
  return { ...table, lines }
}

function columnName(
  column: ImportColumn | null,
  from: number | 'yes' | 'no' | null,
  header: readonly string[],
): string {
  if (column === null) return 'Whole line'
  return typeof from === 'number' ? headingOf(header, from) : importLabels[column]
}

/** The lines that are left out, unchanged and each with its problems, to be corrected and imported again. */
export function leftOutCsv(table: CsvTable, findings: readonly FindingRow[]): { header: string[]; rows: string[][] } {
  const why = new Map<number, string[]>()
  for (const { line, column, what, fix, kind } of findings) {
    if (kind === 'problem') why.set(line, [...(why.get(line) ?? []), `${column}: ${what} ${fix}`])
  }
  return {
    header: [...table.header.map((_, at) => headingOf(table.header, at)), 'Line', 'What is wrong'],
    rows: table.lines.flatMap(({ line, cells }) => {
      const said = why.get(line)
      return said ? [[...cells, String(line), said.join(' · ')]] : []
    }),
  }
}
