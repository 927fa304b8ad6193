import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { causesOf } from '../platform/db/causes'
import { type TestDatabase, testDatabase } from './database'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const one = sql`select 1`

it.runIf(process.env.TEST_DATABASE_URL)(
  'a query or a transaction of the outer handle fails inside a transaction, and works before and after it',
  async () => {
    const { db } = database
    for (const ask of [() => db.execute(one), () => db.transaction(tx => tx.execute(one))]) {
      const failure = await db.transaction(ask).catch(error => error)
      expect([...causesOf(failure)].join()).toContain('inside a transaction')
      await db.transaction(tx => tx.transaction(inner => inner.execute(one)))
      await ask()
    }
  },
)
