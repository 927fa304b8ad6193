import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCsv } from '@/server/testing/read-csv'
import { csvLines, safeCell, toCsv } from './csv'

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

it('keeps a figure a figure, and takes for one only what is', () => {
  fc.assert(
    fc.property(fc.integer(), fc.option(fc.nat()), (whole, fraction) => {
      const figure = `${whole}${fraction === null ? '' : `.${fraction}`}`
      expect(csvLines([[{ figure }, 'x']])).toBe(`${figure},x\r\n`)
    }),
  )
  fc.assert(
    fc.property(nasty, text => {
      const [[cell = ''] = []] = readCsv(csvLines([[{ figure: text }, 'x']]))
      expect(cell === safeCell(text) || Number.isFinite(Number(cell))).toBe(true)
    }),
  )
})
