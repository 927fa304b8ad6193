import type { ImportColumn } from '@/lib/account-import'

/** What is wrong with a line, as a person would describe it. */
export type Expected = { line: number; column: ImportColumn | null; code: string }

type Known = { name: string; email: string }

const slips: {
  column: ImportColumn | null
  code: string
  cells(at: number, known: Known): Partial<Cells> | 'ragged'
}[] = [
  { column: 'name', code: 'missing', cells: () => ({ name: '  ' }) },
  { column: 'name', code: 'long', cells: at => ({ name: `${at} ${'x'.repeat(260)}` }) },
  { column: 'email', code: 'no_email', cells: at => ({ email: `nobody ${at} at example.com` }) },
  { column: 'email', code: 'long', cells: at => ({ email: `${'y'.repeat(250)}${at}@x.example` }) },
  { column: 'rollupBilling', code: 'missing', cells: () => ({ rollup: '' }) },
  { column: 'rollupBilling', code: 'no_flag', cells: () => ({ rollup: 'perhaps' }) },
  { column: 'customPricing', code: 'no_flag', cells: () => ({ pricing: '2' }) },
  { column: 'email', code: 'email_twice', cells: () => ({ email: ' FIRST@twice.example ' }) },
  { column: 'email', code: 'email_taken', cells: (_, known) => ({ email: known.email.toUpperCase() }) },
  { column: null, code: 'ragged', cells: () => 'ragged' },
]

type Cells = { name: string; email: string; rollup: string; pricing: string }

/**
 * A file as a spreadsheet would leave it: semicolons, CRLF, a byte order mark, a password column, notes over several
 * lines, blank lines; and the expected findings. About every sixteenth line is bad, one in ten of these in two ways.
 */
export function badFile(rows: number, bad: number, known: readonly Known[]): { text: string; expected: Expected[] } {
  const lines = ['\ufeffFirma;E-Mail-Adresse;Kennwort;Sammelabrechnung;Sonderpreise;Bemerkung']
  const expected: Expected[] = []
  let line = 2
  const write = (text: string) => {
    lines.push(text)
    line += text.split('\r\n').length
  }
  const badAt = new Set(Array.from({ length: bad }, (_, at) => Math.floor(((at + 0.5) * rows) / bad)))
  let slip = 0
  for (let at = 0; at < rows; at += 1) {
    const cells: Cells = {
      name: `Kunde Nr. ${at} ${'Telefonie & Söhne'.slice(at % 7)}`,
      email: at === 0 ? 'first@twice.example' : at % 5 === 0 ? '' : `kontakt${at}@kunde${at}.example`,
      rollup: at % 2 ? 'ja' : 'Nein',
      pricing: at % 3 ? '' : 'x',
    }
    let ragged = false
    if (badAt.has(at)) {
      for (const one of [slip, ...(slip % 10 === 0 ? [slip + 5] : [])]) {
        const { column, code, cells: change } = slips[one % slips.length] ?? slips[0] ?? fail()
        const changed = change(at, known[slip % known.length] ?? fail())
        if (changed === 'ragged') ragged = true
        else Object.assign(cells, changed)
        expected.push({ line, column, code })
      }
      slip += 1
    }
    const note = at % 11 === 0 ? '"zwei\r\nZeilen; mit ""Zeichen"""' : at % 13 === 0 ? "'=1+1" : ''
    const values = [cells.name, cells.email, `geheim-${at}`, cells.rollup, cells.pricing, note]
    write((ragged ? [...values.slice(0, 3), 'a;b', ...values.slice(3)] : values).join(';'))
    if (at % 97 === 0) write('')
  }
  return { text: lines.join('\r\n'), expected }
}

function fail(): never {
  throw new Error('there is nothing to choose from')
}
