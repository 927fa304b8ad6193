import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mirrorAccounts } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { createUpkeep } from './upkeep'

let console_: TestConsole

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 30 } })
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

/** How many accounts the planner believes there are. A new database was looked at while it was empty. */
async function believed(): Promise<number> {
  const [row] = await console_.services.db
    .select({ rows: sql<number>`reltuples`.mapWith(Number) })
    .from(sql`pg_class`)
    .where(sql`oid = 'accounts'::regclass`)
  return row?.rows ?? Number.NaN
}

it('tells the planner of the accounts once a tenth of them was written, and a thousand rows at least', async () => {
  const upkeep = createUpkeep(console_.services)
  await upkeep.wrote(600, 20_000)
  await upkeep.wrote(1_399)
  expect(await believed()).toBe(0)
  await upkeep.wrote(1)
  expect(await believed()).toBe(30)
})
