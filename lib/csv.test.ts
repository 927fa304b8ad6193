import fc from 'fast-check'
import { expect, it } from 'vitest'
import { safeCell, toCsv } from './csv'

/** A reader of RFC 4180, written here on its own so that writer and reader do not share a mistake. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      at += 1
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (at >= text.length) throw new Error('a quote is never closed')
        cell += text[at]
        at += text[at] === '"' ? 2 : 1
      }
      at += 1
    } else {
      while (at < text.length && !/[,\r\n"]/.test(text[at] ?? '')) {
        cell += text[at]
        at += 1
      }
    }
    row.push(cell)
    if (text[at] === ',') {
      at += 1
      continue
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`neither comma nor CRLF at ${at}`)
    at += 2
    rows.push(row)
    row = []
  }
  return rows
}

/** Text full of what breaks CSV and spreadsheets. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', '"', "'", ',', ';', ' ', 'a', 'é', '＝'),
  }),
)
const table = fc
  .integer({ min: 1, max: 5 })
  .chain(width => fc.array(fc.array(nasty, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))

it('reads back as it was written, whatever the cells hold', () => {
  fc.assert(
    fc.property(table, ([header = [], ...rows]) => {
      const read = readCsv(toCsv(header, rows))
      expect(read).toEqual([header, ...rows].map(row => row.map(safeCell)))
    }),
  )
})

it('never lets a cell begin like a formula, and changes no other cell', () => {
  fc.assert(
    fc.property(nasty, value => {
      const safe = safeCell(value)
      expect(['=', '+', '-', '@', '\t', '\r', '\n', '\0'].some(start => safe.startsWith(start))).toBe(false)
      expect(safe === value || safe === `'${value}`).toBe(true)
    }),
  )
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1'])('disarms %j', value => {
  expect(safeCell(value)).toBe(`'${value}`)
})

it.each(['', 'plain', 'a=b', '1-2', 'someone@example.test', "'quoted'"])('leaves %j alone', value => {
  expect(safeCell(value)).toBe(value)
})

it('ends lines with CRLF, quotes only what needs it, writes null as nothing', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x, y', null],
        ['say "hi"', '2'],
      ],
    ),
  ).toBe('a,b\r\n"x, y",\r\n"say ""hi""",2\r\n')
})
