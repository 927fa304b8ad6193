import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLines, safeCell, unguardedCell } from './csv'
import { type CsvTable, decodeText, isFileProblem, readTable } from './csv-table'

const utf8 = (text: string) => new TextEncoder().encode(text)

function tableOf(text: string): CsvTable {
  const read = readTable(text)
  if (isFileProblem(read)) throw new Error(`${read.what} ${read.fix}`)
  return read
}

/** As an editor counts: how many line ends stand before it. */
const lineAt = (text: string, at: number) => text.slice(0, at).split(/\r\n|\r|\n/).length

describe('the text of a file', () => {
  it('is decoded as UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252 otherwise', () => {
    const text = 'Name\nKäse & Söhne\n'
    const utf16 = Uint8Array.from([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from([...text].map(c => c.charCodeAt(0))).buffer),
    ])
    const latin = Uint8Array.from([...text].map(sign => sign.charCodeAt(0)))
    expect(decodeText(utf8(text))).toEqual({ text, encoding: 'UTF-8' })
    expect(decodeText(utf8(`\ufeff${text}`))).toEqual({ text, encoding: 'UTF-8' })
    expect(decodeText(utf16)).toEqual({ text, encoding: 'UTF-16' })
    expect(decodeText(latin)).toEqual({ text, encoding: 'Windows-1252' })
  })

  it.each([
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0])],
    ['an old workbook', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])],
    ['more than 2 MB', new Uint8Array(2 * 1024 * 1024 + 1).fill(65)],
  ])('is not read from %s', (_name, bytes) => {
    expect(isFileProblem(decodeText(bytes))).toBe(true)
  })
})

describe('a table', () => {
  it.each([
    ['commas', 'Name,E-mail\r\nAcme,a@x.example\r\n'],
    ['semicolons', 'Name;E-mail\nAcme;a@x.example'],
    ['tabs and old line ends', 'Name\tE-mail\rAcme\ta@x.example\r'],
    ['a mark at its beginning', '\ufeffName,E-mail\nAcme,a@x.example\n'],
    ['quotes everywhere', '"Name";"E-mail"\n"Acme";"a@x.example"\n'],
    ['blank lines, and a row of blanks', '\n\nName,E-mail\n\n,\nAcme,a@x.example\n\n'],
  ])('is read with %s', (_name, text) => {
    const { header, lines } = tableOf(text)
    expect(header).toEqual(['Name', 'E-mail'])
    expect(lines.map(({ cells, ragged }) => ({ cells, ragged }))).toEqual([
      { cells: ['Acme', 'a@x.example'], ragged: null },
    ])
  })

  it('uses the delimiter that makes the most columns, not the most frequent one', () => {
    const { header, delimiter } = tableOf('Name;Town\n"Ames, Bell, Crane";Bern, Switzerland\n')
    expect({ header, delimiter }).toEqual({ header: ['Name', 'Town'], delimiter: ';' })
  })

  it('keeps columns without a heading, so that the others keep their places', () => {
    const { header, lines } = tableOf('Name;E-mail;;\nAcme;a@x.example;;\nBell;Inc;b@x.example;;\nCrane;c@x.example\n')
    expect(header).toEqual(['Name', 'E-mail', '', ''])
    expect(lines.map(({ ragged }) => ragged)).toEqual([null, 5, 2])
  })

  it('names each line with another number of values, and reads the other lines', () => {
    const { lines } = tableOf('a,b,c\n1,2,3\n1,2\n1,2,3,4\n"1\n,",2,3\n1,2,3\n')
    expect(lines.map(({ line, ragged }) => [line, ragged])).toEqual([
      [2, null],
      [3, 2],
      [4, 4],
      [5, null],
      [7, null],
    ])
  })

  it('counts lines from the top of the file, also below a line that names the delimiter', () => {
    expect(tableOf('sep=;\r\na;b\r\n1;2\r\n').lines.map(({ line }) => line)).toEqual([3])
  })

  it('keeps a quotation mark inside a value', () => {
    expect(tableOf('a,b\n5" pipe,"the ""best"""\n').lines[0]?.cells).toEqual(['5" pipe', 'the "best"'])
  })

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \r\n,,\n'],
    ['a header alone', 'Name,E-mail\n'],
    ['no header', 'Acme,a@x.example\nBell,b@x.example\n'],
    ['5,001 rows', `Name\n${'x\n'.repeat(5_001)}`],
    ['a quote that is never closed', 'Name,Town\nAcme,Bern\n"Bell,Basel\nCrane,Chur\n'],
  ])('is refused as a whole for %s', (_name, text) => {
    expect(isFileProblem(readTable(text))).toBe(true)
  })

  it('names the line with an unclosed quotation mark', () => {
    const read = readTable('Name,Town\nAcme,Bern\n"Bell,Basel\nCrane,Chur\n')
    expect(read).toMatchObject({ what: expect.stringContaining('line 3') })
  })
})

describe('a file that the console wrote', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'aß株;,\t"\'\n =+-@ '), maxLength: 8 }).map(text => `x${text}x`)
  const tables = fc
    .integer({ min: 2, max: 5 })
    .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))

  it('is read back as it was, with the line where each row begins', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('\r\n', '\n', '\r'), (rows, end) => {
        const header = (rows[0] ?? []).map((_, at) => `Heading ${at}`)
        const written = [header, ...rows].map(row => csvLines([row]).replace(/\r\n$/, ''))
        const text = written.join(end)
        const read = tableOf(text)
        const plain = (value: string) => value.replace(/\r\n?/g, '\n')
        expect(read.lines.map(line => line.cells)).toEqual(rows.map(row => row.map(plain)))
        let at = (written[0]?.length ?? 0) + end.length
        for (const [index, row] of written.slice(1).entries()) {
          expect(read.lines[index]?.line).toBe(lineAt(text, at))
          at += row.length + end.length
        }
      }),
      { numRuns: 300 },
    )
  })

  it('loses the apostrophe before formulas, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        fc.pre(unguardedCell(text) === text)
        expect(unguardedCell(safeCell(text))).toBe(text)
      }),
    )
    expect(tableOf("a,b\n'=1+1,'tis\n").lines[0]?.cells).toEqual(['=1+1', "'tis"])
  })

  it('never makes the reader throw, whatever it contains', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'a",;\t\n\r\'= é'), maxLength: 60 })
    fc.assert(
      fc.property(noise, text => {
        const read = readTable(text)
        if (isFileProblem(read)) expect(read.fix).not.toBe('')
        else for (const { cells } of read.lines) expect(cells).toHaveLength(read.header.length)
      }),
      { numRuns: 500 },
    )
  })
})
