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

it('a file is read back as it was written, whatever its cells contain', () => {
  fc.assert(
    fc.property(table, ([header = [], ...rows]) => {
      const read = readCsv(toCsv(header, rows))
      expect(read).toEqual([header, ...rows].map(row => row.map(safeCell)))
    }),
  )
})

it('no cell can start like a formula, and other cells do not change', () => {
  fc.assert(
    fc.property(nasty, value => {
      const safe = safeCell(value)
      expect(['=', '+', '-', '@', '\t', '\r', '\n', '\0'].some(start => safe.startsWith(start))).toBe(false)
      expect(safe === value || safe === `'${value}`).toBe(true)
    }),
  )
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1'])(
  'the formula %j is disarmed',
  value => {
    expect(safeCell(value)).toBe(`'${value}`)
  },
)

it.each(['', 'plain', 'a=b', '1-2', 'someone@example.test', "'quoted'"])('the text %j is not changed', value => {
  expect(safeCell(value)).toBe(value)
})

it('lines end with CRLF, only cells that need quotes have them, and null is an empty cell', () => {
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

it('a decimal number stays a number, and nothing else becomes one', () => {
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
