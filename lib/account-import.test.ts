import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findingWords,
  guessMapping,
  type ImportLine,
  importTemplate,
  type KnownAccounts,
  lineChecker,
  linesOf,
  readFlag,
} from './account-import'
import { checkImportInput } from './account-import-inputs'
import { proposeEmail } from './accounts'
import { guessLimitMapping, limitLinesOf, readLimit } from './channel-import'
import { secretHeadings, withoutSecrets } from './columns-of-file'
import { toCsv } from './csv'
import { type CsvTable, isFileProblem, readTable } from './csv-table'

const nobody: KnownAccounts = { withEmail: () => null, emailUnderWay: () => null, similarName: () => null }

function tableOf(text: string) {
  const table = readTable(text)
  if (isFileProblem(table)) throw new Error(table.what)
  return table
}

const headed = (header: string[]): CsvTable => ({ header, lines: [], delimiter: ',' })

function check(lines: Partial<ImportLine>[], known: Partial<KnownAccounts> = {}) {
  const checkLine = lineChecker('ana@reseller.example', { ...nobody, ...known })
  return lines.map((more, at) =>
    checkLine({ line: at + 2, name: `Customer ${at}`, email: '', rollupBilling: 'yes', customPricing: '', ...more }),
  )
}

const found = (checked: ReturnType<typeof check>) =>
  checked.flatMap(({ findings }) => findings.map(({ line, column, code, about }) => [line, column, code, about]))

describe('which column is which', () => {
  it.each([
    ['our template', importTemplate.header, [0, 1, 2, 3]],
    ['our own export', ['Name', 'Status', 'E-mail', 'Rollup billing', 'Custom pricing', 'Account id'], [0, 2, 3, 4]],
    [
      'Telnyx’s API',
      ['email', 'business_name', 'rollup_billing', 'managed_account_allow_custom_pricing'],
      [1, 0, 2, 3],
    ],
    ['German', ['Kd-Nr', 'FIRMA', ' E-Mail-Adresse ', 'Sammelabrechnung', 'Individuelle Preise'], [1, 2, 3, 4]],
    ['a list of customers', ['Customer name', 'Phone', 'Contact e-mail', 'Town'], [0, 2, null, 'no']],
    ['more than one name', ['Contact name', 'Company name', 'Mail'], [1, 2, null, 'no']],
    ['nothing it knows', ['Foo', 'Bar'], [null, null, null, 'no']],
  ])('is recognized from %s', (_name, header, expected) => {
    const { name, email, rollupBilling, customPricing } = guessMapping(headed(header))
    expect([name, email, rollupBilling, customPricing]).toEqual(expected)
  })

  it('is found by its e-mail addresses when the heading does not say so', () => {
    const table = tableOf('Company,Contact,Town\nAcme,a@x.example,Cork\nBell,,Bonn\nCole,c@x.example,x@y.example\n')
    expect(guessMapping(table)).toMatchObject({ name: 0, email: 1 })
    expect(guessMapping(tableOf('Company,Password\nAcme,a@x.example\n'))).toMatchObject({ email: null })
  })

  it('ignores case, spaces and punctuation, is used once, and is never a password column', () => {
    const words = fc.constantFrom(
      'Name',
      'e-mail',
      'Password',
      'Passwort',
      'Rollup billing',
      'Company',
      'Custom_Pricing',
      'x',
    )
    const dressed = fc.tuple(words, fc.constantFrom('', ' ', '  ', '*'), fc.boolean()).map(([word, edge, loud]) => ({
      plain: word,
      written: `${edge}${loud ? word.toUpperCase() : word}${edge}`,
    }))
    fc.assert(
      fc.property(fc.array(dressed, { maxLength: 8 }), header => {
        const mapping = guessMapping(headed(header.map(one => one.written)))
        expect(mapping).toEqual(guessMapping(headed(header.map(one => one.plain))))
        const used = Object.values(mapping).filter(at => typeof at === 'number')
        expect(new Set(used).size).toBe(used.length)
        for (const at of used) expect(header[at]?.plain).not.toMatch(/^Passw/)
      }),
    )
  })
})

describe('passwords', () => {
  const header = [
    'Name',
    'Password',
    'Passwort (alt)',
    'Kennwort',
    'PIN',
    'API key',
    'Compass',
    'Keynote Ltd',
    'mot de passe',
  ]

  it('are recognized by their heading', () => {
    expect(secretHeadings(header)).toEqual(['Password', 'Passwort (alt)', 'Kennwort', 'PIN', 'API key', 'mot de passe'])
  })

  it('are stored nowhere, even when their column is chosen', () => {
    const table = withoutSecrets(
      tableOf('Name,Password,E-mail\nAcme,hunter2-of-acme,a@x.example\nBell,hunter2-of-bell,\n'),
    )
    expect(JSON.stringify(table)).not.toContain('hunter2')
    const { lines } = linesOf(table, { name: 1, email: 2, rollupBilling: 'no', customPricing: 'no' })
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })
})

describe('a line', () => {
  it('accepts yes and no in the words of people, spreadsheets and our own export', () => {
    for (const word of ['yes', 'Y', 'TRUE', '1', 'x', 'ja', 'Wahr', 'Rollup', 'allowed'])
      expect(readFlag(word)).toBe(true)
    for (const word of ['no', 'N', 'False', '0', 'nein', 'FALSCH', 'Own balance', 'off'])
      expect(readFlag(word)).toBe(false)
    for (const word of ['maybe', '2', 'Unknown', 'yes no', '']) expect(readFlag(word)).toBe(null)
  })

  it('becomes what the form would send', () => {
    const [one, two] = check([
      { name: '  Acme   Ltd ', email: ' Billing@ACME.example ', rollupBilling: 'ja', customPricing: 'x' },
      { name: 'Café Ünal', rollupBilling: '0' },
    ])
    expect(one?.row).toEqual({
      line: 2,
      name: 'Acme   Ltd',
      email: 'billing@acme.example',
      rollupBilling: true,
      customPricing: true,
    })
    expect(two).toMatchObject({ proposed: true, row: { email: proposeEmail('Café Ünal', 'ana@reseller.example') } })
  })

  it('has all its problems named at once, each with its column', () => {
    const [bad] = check([{ name: ' ', email: 'no address', rollupBilling: '', customPricing: 'perhaps' }])
    expect(bad?.row).toBeNull()
    expect(found([bad as never])).toEqual([
      [2, 'name', 'missing', undefined],
      [2, 'email', 'no_email', undefined],
      [2, 'rollupBilling', 'missing', undefined],
      [2, 'customPricing', 'no_flag', undefined],
    ])
  })

  it('has a too long value and invisible characters named', () => {
    const checked = check([
      { name: 'x'.repeat(256) },
      { email: `${'x'.repeat(255)}@x.example` },
      { name: 'a\0b' },
      { name: 'x'.repeat(255) },
    ])
    expect(found(checked)).toEqual([
      [2, 'name', 'long', '255'],
      [3, 'email', 'long', '254'],
      [4, 'name', 'signs', undefined],
    ])
  })

  it('is compared with the lines before it, also by its proposed address', () => {
    const checked = check([
      { name: 'Acme GmbH', email: 'a@x.example' },
      { name: 'ACME', email: 'A@X.example' },
      { name: 'Bell' },
      { name: 'Bell' },
      { name: 'Other', email: 'A@x.example', rollupBilling: '?' },
    ])
    expect(found(checked)).toEqual([
      [3, 'email', 'email_twice', '2'],
      [3, 'name', 'name_twice', '2'],
      [5, 'email', 'proposed_twice', '4'],
      [5, 'name', 'name_twice', '4'],
      [6, 'rollupBilling', 'no_flag', undefined],
      [6, 'email', 'email_twice', '2'],
    ])
    expect(checked.map(({ row }) => row !== null)).toEqual([true, false, true, false, false])
  })

  it('is compared with existing accounts; an equal name alone does not refuse it', () => {
    const checked = check([{ name: 'Taken', email: 'taken@x.example' }, { name: 'Acme' }], {
      withEmail: email => (email === 'taken@x.example' ? 'Nord Ltd' : null),
      similarName: name => (name === 'Acme' ? { match: 'similar', about: 'Acne' } : null),
    })
    expect(found(checked)).toEqual([
      [2, 'email', 'email_taken', 'Nord Ltd'],
      [3, 'name', 'name_similar', 'Acne'],
    ])
    expect(checked.map(({ row }) => row !== null)).toEqual([false, true])
    for (const { findings } of checked)
      for (const finding of findings) expect(Object.values(findingWords(finding)).every(Boolean)).toBe(true)
    // A table cuts what is long: what is wrong comes before a name.
    const [taken] = checked[0]?.findings ?? []
    expect(taken && findingWords(taken).what).toBe('Already used by Nord Ltd.')
  })

  it('with a very long value is cut before it is sent, never within a character', () => {
    const table = tableOf(`Name,E-mail,Rollup\n${'x'.repeat(599)}${'👍'.repeat(40)},a@x.example,yes\n`)
    const { lines } = linesOf(table, guessMapping(table))
    expect(checkImportInput.safeParse({ lines }).success).toBe(true)
    expect(found(check(lines))).toEqual([[2, 'name', 'long', '255']])
  })

  it('without an e-mail is refused when its generated address is taken', () => {
    const checked = check([{ name: 'Acme' }], { withEmail: () => 'Acme of old' })
    expect(found(checked)).toEqual([[2, 'email', 'proposed_taken', 'Acme of old']])
  })

  it('with another number of values is reported and not sent', () => {
    const table = tableOf('Name,E-mail,Rollup\nAcme,a@x.example,yes\nBell, Inc,b@x.example,yes\n')
    const { lines, ragged } = linesOf(table, guessMapping(table))
    expect(lines.map(({ line }) => line)).toEqual([2])
    expect(ragged).toEqual([{ line: 3, column: null, code: 'ragged', about: '4 of 3' }])
  })
})

it('in the template has no finding', () => {
  const table = tableOf(toCsv(importTemplate.header, importTemplate.rows))
  const { lines } = linesOf(table, guessMapping(table))
  expect(check(lines).flatMap(({ findings }) => findings)).toEqual([])
})

describe('channel limits', () => {
  it('are found in our own export by account id, and skipped where unknown', () => {
    const table = tableOf('Name,E-mail,Account id,Channel limit\nAcme,a@x.example,id-1,20\nBell,b@x.example,id-2,\n')
    const mapping = guessLimitMapping(table)
    expect(mapping).toEqual({ account: 2, limit: 3 })
    expect(limitLinesOf(table, mapping)).toEqual({
      lines: [{ line: 2, account: 'id-1', limit: '20' }],
      blank: 1,
      ragged: [],
    })
  })

  it('are whole numbers that cannot be read in two ways', () => {
    expect(['0', ' 20 ', '20.0', '20,00', '1000000'].map(readLimit)).toEqual([0, 20, 20, 20, 1_000_000])
    expect(['1.000', '1,000', '-1', '1000001', '20 channels', '1e3', '½', ''].map(readLimit)).toEqual(
      Array(8).fill(null),
    )
  })
})
