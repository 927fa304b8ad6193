import { expect, it } from 'vitest'
import { databaseDown, databaseDownDigest } from '@/lib/errors'
import { problemOf } from './problem-of'

it('names the database when it caused a page’s failure, and gives no details of other failures', () => {
  expect(problemOf(Object.assign(new Error('redacted'), { digest: databaseDownDigest }))).toBe(databaseDown)
  expect(problemOf(Object.assign(new Error('select "secret"'), { digest: '123' })).message).toBe(
    'This could not be loaded.',
  )
})
