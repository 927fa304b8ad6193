import { isNotNull } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { accounts } from '../platform/db/schema'
import { createTelnyx } from '../telnyx/client'
import { sweep } from './sweep'
import { type Fixture, syncFixture } from './testing/fixture'

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

const pageSize = 5

/** A sweep during which the list of enabled accounts shifts, once its n-th page has arrived. */
async function sweepShifted(t: Fixture, page: number, shift: () => void) {
  let pages = 0
  const telnyx = createTelnyx({
    apiKey: t.sandbox.key,
    baseUrl: t.sandbox.url,
    onCall: () => {
      pages += 1
      if (pages === page) shift()
    },
  })
  t.clock.forward(600)
  t.sandbox.clearCalls()
  const result = await sweep({ ...t.services, telnyx }, 'interval', { everything: false, pageSize })
  expect(pages).toBeGreaterThan(page)
  return result
}

const lists = ({ sandbox }: Fixture, status: string) =>
  sandbox.calls().filter(({ query }) => query['filter[status][eq]'] === status)
const pagesOf = (t: Fixture, status: string) => lists(t, status).filter(({ query }) => !query['filter[email][eq]'])
const asked = (t: Fixture) => lists(t, 'enabled').filter(({ query }) => query['filter[email][eq]'])

function enabledInOrder({ sandbox }: Fixture) {
  const rows = sandbox.accounts().filter(({ status }) => status === 'enabled')
  return rows.sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
}

async function statuses({ services }: Fixture) {
  const rows = await services.db.select({ id: accounts.id, status: accounts.status }).from(accounts)
  return new Map(rows.map(row => [row.id, row.status]))
}

const truth = ({ sandbox }: Fixture) => new Map(sandbox.accounts().map(({ id, status }) => [id, status]))

async function swept(): Promise<Fixture> {
  const t = await base.fresh({ accounts: 60 })
  await sweep(t.services, 'start')
  return t
}

test('an account that a shifted page skipped is looked up alone, and the list is not read again', async () => {
  const t = await swept()
  const [first] = enabledInOrder(t)
  const result = await sweepShifted(t, 1, () => t.sandbox.mutate(first?.id ?? '', { status: 'disabled' }))
  expect(result).toMatchObject({ state: 'succeeded', changed: 1 })
  expect(await statuses(t)).toEqual(truth(t))
  // The first account of the second page had moved up to the page that was read already.
  expect(asked(t)).toHaveLength(1)
  expect(pagesOf(t, 'enabled')).toHaveLength(Math.ceil(enabledInOrder(t).length / pageSize))
})

test('an account that left Telnyx during the sweep is marked as gone after its 404, and a skipped one is not', async () => {
  const t = await swept()
  const [, second] = enabledInOrder(t)
  const first = await sweepShifted(t, 2, () => t.sandbox.removeAccount(second?.id ?? ''))
  expect(first).toMatchObject({ state: 'succeeded' })
  t.clock.forward(60)
  await sweep(t.services, 'interval', { everything: false })
  const missing = await t.services.db.select({ id: accounts.id }).from(accounts).where(isNotNull(accounts.missingSince))
  expect(missing).toEqual([{ id: second?.id }])
})

test('a list of which most accounts moved is read again', async () => {
  const t = await swept()
  const leaving = enabledInOrder(t).slice(0, 25)
  const result = await sweepShifted(t, 2, () => {
    for (const { id } of leaving) t.sandbox.mutate(id, { status: 'blocked' })
  })
  expect(result).toMatchObject({ state: 'succeeded', changed: 25 })
  expect(await statuses(t)).toEqual(truth(t))
  expect(pagesOf(t, 'enabled').filter(({ query }) => query['page[number]'] === '1')).toHaveLength(2)
})
