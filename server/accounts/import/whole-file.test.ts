import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guessMapping, isProblem, linesOf } from '@/lib/account-import'
import { accountsLeft } from '@/lib/account-limit'
import { secretHeadings, withoutSecrets } from '@/lib/columns-of-file'
import { decodeText, isFileProblem, readTable } from '@/lib/csv-table'
import type { Ctx, OperatorActor } from '@/server/context'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { badFile, type Expected } from './testing/bad-file'
import { check } from './testing/imports'

/** The manager's whole account limit is in use already. */
const fleet = 1_000
const rows = 5_000
const bad = 300

let console_: TestConsole
let manager: Ctx<OperatorActor>
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: fleet } })
  manager = await console_.as('manager')
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

const place = ({ line, column, code }: Expected) => `${line} ${column ?? 'line'} ${code}`

describe('[5.5] import: a file', () => {
  it(`of ${rows} rows with ${bad} bad ones has all problems named in one check, with line and column`, async () => {
    const known = console_.sandbox.accounts().map(({ organization_name: name, email }) => ({ name, email }))
    const { text, expected } = badFile(rows, bad, known)
    const bytes = new TextEncoder().encode(text)

    const began = performance.now()
    const decoded = decodeText(bytes)
    if (isFileProblem(decoded)) throw new Error(decoded.what)
    const read = readTable(decoded.text)
    if (isFileProblem(read)) throw new Error(read.what)
    const table = withoutSecrets(read)
    const { lines, ragged } = linesOf(table, guessMapping(table))
    const parsed = performance.now()
    const answer = await check(manager, lines)
    const checked = performance.now()

    const found = [...ragged, ...answer.findings].filter(isProblem)
    expect(found.map(one => place(one)).sort()).toEqual(expected.map(place).sort())
    expect(new Set(found.map(({ line }) => line)).size).toBe(bad)
    expect(answer.good).toBe(rows - bad)
    // No value of the password column has left the reader.
    expect(secretHeadings(table.header)).toEqual(['Kennwort'])
    expect(JSON.stringify([table, lines])).not.toContain('geheim')
    // The fleet is as large as the limit; cancelled accounts do not count.
    const cancelled = console_.sandbox.accounts().filter(account => account.status === 'cancelled').length
    expect(answer.limit && accountsLeft(answer.limit)).toBe(cancelled)
    // biome-ignore lint/suspicious/noConsole: the figure is part of what is shown
    console.log(
      `[5.5] ${rows} rows (${Math.round(bytes.length / 1024)} KB), ${found.length} problems in ${bad} rows named: read in ${Math.round(parsed - began)} ms, checked against ${fleet} accounts in ${Math.round(checked - parsed)} ms`,
    )
  })

  it('without problems has no findings', async () => {
    const { text } = badFile(200, 0, [])
    const table = readTable(text)
    if (isFileProblem(table)) throw new Error(table.what)
    const { lines } = linesOf(table, guessMapping(table))
    expect(await check(manager, lines)).toMatchObject({ findings: [], good: 200, proposed: 39, rollup: 100 })
  })
})
