import { expect, it } from 'vitest'
import { onBoth } from './on-both'
import { readSource, sourcesUnder } from './sources'

const tests = sourcesUnder('server').filter(file => file.endsWith('.test.ts'))
const named = onBoth.flatMap(group => group.files)

it('the list names only existing files', () => {
  expect(named.filter(name => !tests.some(file => file.startsWith(name)))).toEqual([])
})

it('the list names every file with a test for the embedded database only', () => {
  const alone = tests.filter(file =>
    /skipIf\((isPostgres|postgresUrl|process\.env\.TEST_DATABASE_URL)\)/.test(readSource(file)),
  )
  expect(alone).not.toEqual([])
  expect(alone.filter(file => !named.some(name => file.startsWith(name)))).toEqual([])
})
