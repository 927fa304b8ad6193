import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mirrorAccounts } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { createVacuum } from './vacuum'

let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 30 } })
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

/** The planner's estimate of the number of accounts. Migrations analyze the empty table. */
async function estimated(): Promise<number> {
  const [row] = await console_.services.db
    .select({ rows: sql<number>`reltuples`.mapWith(Number) })
    .from(sql`pg_class`)
    .where(sql`oid = 'accounts'::regclass`)
  return row?.rows ?? Number.NaN
}

it('accounts are analyzed after a tenth of them was written, at least 1,000 rows', async () => {
  const vacuum = createVacuum(console_.services)
  await vacuum.wrote(600, 20_000)
  await vacuum.wrote(1_399)
  expect(await estimated()).toBe(0)
  await vacuum.wrote(1)
  expect(await estimated()).toBe(30)
})
