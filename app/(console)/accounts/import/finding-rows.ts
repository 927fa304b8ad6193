import {
  type Finding,
  findingCodes,
  findingWords,
  type ImportMapping,
  importColumns,
  importLabels,
} from '@/lib/account-import'
import { headingOf } from '@/lib/columns-of-file'
import type { CsvTable } from '@/lib/csv-table'
import type { FindingRow } from '../../_shell/import/findings-table'

/** A line that the operator left out, with the warnings that it had. */
export type LeftOut = CsvTable['lines'][number] & { why: string }

/**
 * The findings, with the file's own column names and values. A line with too few or too many values is a row for each used column, so that
 * its values can be put in their places.
 */
export function findingRows(findings: readonly Finding[], table: CsvTable, mapping: ImportMapping): FindingRow[] {
  const cells = new Map(table.lines.map(line => [line.line, line.cells]))
  const used = importColumns.filter(column => typeof mapping[column] === 'number')
  return findings.flatMap((finding, at) => {
    const { line, code } = finding
    const kind = findingCodes[code]
    const columns = code === 'ragged' ? used : [finding.column]
    return columns.map(column => {
      const row = { key: `${at} ${column}`, line, ofLine: code === 'ragged', kind, ...findingWords(finding) }
      if (column === null) return { ...row, column: 'Whole line', value: null }
      const from = mapping[column]
      if (typeof from !== 'number') return { ...row, column: importLabels[column], value: null }
      const cell = kind === 'problem' ? cellKey(line, from) : null
      return { ...row, column: headingOf(table.header, from), value: cells.get(line)?.[from] ?? '', cell }
    })
  })
}

const cellKey = (line: number, at: number) => `${line}:${at}`

/** The file's table with the values that were corrected on the screen. */
export function corrected(table: CsvTable, values: ReadonlyMap<string, string>): CsvTable {
  const lines = table.lines.map(one => {
    const typed = one.cells.map((_, at) => values.get(cellKey(one.line, at)))
    if (typed.every(value => value === undefined)) return one
    // The operator saw all values of a line with too few or too many, and put them in their places.
    return { ...one, cells: one.cells.map((cell, at) => typed[at] ?? cell), ragged: null }
  })
  return { ...table, lines }
}

export const byLine = <T extends { line: number }>(lines: readonly T[]): T[] =>
  [...lines].sort((a, b) => a.line - b.line)

/** Marks the lines that can be left out: those with warnings only, each at its first finding. */
export function withChoices(rows: readonly FindingRow[], leave: ReadonlySet<number>): FindingRow[] {
  const settled = new Set(rows.flatMap(row => (row.kind === 'problem' ? row.line : [])))
  return rows.map(row => {
    if (settled.has(row.line)) return row
    settled.add(row.line)
    return { ...row, leftOut: leave.has(row.line) }
  })
}

/** What was found in each line, in one text. */
export function whyByLine(rows: readonly FindingRow[]): Map<number, string> {
  const said = new Map<number, Set<string>>()
  for (const { line, column, ofLine, what, fix } of rows) {
    const texts = said.get(line) ?? new Set()
    said.set(line, texts.add(`${ofLine ? 'Whole line' : column}: ${what} ${fix}`))
  }
  return new Map([...said].map(([line, texts]) => [line, [...texts].join(' · ')]))
}

/**
 * The lines that are left out, unchanged and each with its problems, to be corrected and imported again.
 * @param chosen those that the operator left out, with the warnings that they had
 */
export function leftOutCsv(
  table: CsvTable,
  findings: readonly FindingRow[],
  chosen: readonly LeftOut[],
): { header: string[]; rows: string[][] } {
  const why = whyByLine(findings.filter(one => one.kind === 'problem'))
  for (const one of chosen) why.set(one.line, `Left out by hand. ${one.why}`)
  return {
    header: [...table.header.map((_, at) => headingOf(table.header, at)), 'Line', 'What is wrong'],
    rows: byLine([...table.lines, ...chosen]).flatMap(({ line, cells }) => {
      const said = why.get(line)
      return said ? [[...cells, String(line), said]] : []
    }),
  }
}
