import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BillingSearch, loadBillingSearch } from '@/lib/billing'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts } from '@/server/platform/db/schema'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { listBilling, readBillingTotals } from './queries'

let console_: TestConsole
let finance: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  finance = await console_.as('finance')
})
afterAll(() => console_.close())

beforeEach(async () => {
  await finance.db.delete(accounts)
})

type Columns = typeof accounts.$inferInsert

async function add(name: string, rollupBilling: boolean | null, more: Partial<Columns> = {}): Promise<string> {
  const at = finance.now()
  const id = randomUUID()
  const money =
    more.balance === undefined ? {} : { balanceObservedAt: at, currency: 'USD', availableCredit: more.balance }
  const row: Columns = {
    id,
    email: `${id}@example.test`,
    organizationName: name,
    rollupBilling,
    status: 'enabled',
    statusSource: 'sweep',
    statusObservedAt: at,
    firstSeenAt: at,
    observedAt: at,
    ...money,
    ...more,
  }
  await finance.db.insert(accounts).values(row)
  return id
}

const list = (search: Partial<BillingSearch> = {}) =>
  listBilling(finance, { ...loadBillingSearch({}), view: 'rollup', ...search })
const names = async (search: Partial<BillingSearch> = {}) => (await list(search)).rows.map(row => row.name)

describe('the views', () => {
  it('search, sort and page', async () => {
    for (const name of ['Alpha', 'Bravo', 'Charlie']) await add(name, true)
    await add('Own', false)
    expect(await names({ q: 'rav' })).toEqual(['Bravo'])
    expect(await names({ sort: '-name' })).toEqual(['Charlie', 'Bravo', 'Alpha'])
    const page = await list({ size: 2, page: 2 })
    expect(page.rows.map(row => row.name)).toEqual(['Charlie'])
    expect(page.rowCount).toBe(3)
  })

  it('each show their number of rows, whatever the search', async () => {
    await add('Alpha', true)
    await add('Alpha own', false, { balance: '-1' })
    await add('Alpha rich', false, { balance: '900' })
    await add('Alpha untold', null)
    await add('Bravo', false, { balance: '-1' })
    for (const q of ['', 'alpha', 'nobody']) {
      const { views, total } = await list({ q, view: 'round' })
      for (const view of ['rollup', 'own', 'low'] as const)
        expect(views[view], `${view} of "${q}"`).toBe((await list({ q, view })).rowCount)
      expect(total).toBe(5)
    }
  })
})

describe('totals', () => {
  it('are exact, per currency, and without rollup accounts', async () => {
    await add('A', false, { balance: '0.1' })
    await add('B', false, { balance: '0.2' })
    await add('C', false, { balance: '-12345678901234567.89', currency: 'EUR' })
    await add('D', false, { balance: '0.89', currency: 'EUR' })
    await add('Shared', true, { balance: '1000000' })
    await add('Shared too', true, { balance: '1000000' })
    await add('Not asked yet', false)
    await add('Untold', null, { balance: '5' })
    await add('Gone', false, { balance: '7', missingSince: finance.now() })
    const totals = await readBillingTotals(finance)
    expect(totals).toMatchObject({ rollup: 2, untold: 1, own: { accounts: 5, known: 4 } })
    expect(totals.own.totals.map(({ oldestAt: _, ...total }) => total)).toEqual([
      { currency: 'EUR', balance: '-12345678901234567.00', accounts: 2 },
      { currency: 'USD', balance: '0.3', accounts: 2 },
    ])
  })

  it('show the age of their oldest balance', async () => {
    const oldest = new Date(finance.now().getTime() - 7_200_000)
    await add('A', false, { balance: '1' })
    await add('B', false, { balance: '1', balanceObservedAt: oldest })
    const totals = await readBillingTotals(finance)
    expect(totals.own.totals[0]?.oldestAt).toBe(oldest.toISOString())
  })

  it('add up balances without a currency separately', async () => {
    await add('A', false, { balance: '1', currency: null })
    await add('B', false, { balance: '2' })
    const totals = await readBillingTotals(finance)
    expect(totals.own.totals.map(total => [total.currency, total.balance])).toEqual([
      ['USD', '2'],
      [null, '1'],
    ])
  })

  it('are empty without accounts', async () => {
    expect(await readBillingTotals(finance)).toEqual({
      rollup: 0,
      untold: 0,
      own: { accounts: 0, known: 0, totals: [] },
    })
  })
})

describe('rollup, own balance, low credit', () => {
  beforeEach(async () => {
    await add('Rich', false, { balance: '500' })
    await add('Edge', false, { balance: '10' })
    await add('Almost', false, { balance: '9.999' })
    await add('Debt', false, { balance: '-3.5' })
    await add('Deeper', false, { balance: '-20', currency: 'EUR' })
    await add('Cancelled', false, { balance: '0', status: 'cancelled' })
    await add('Unasked', false)
    await add('Shared', true, { balance: '1' })
    await add('Untold', null, { balance: '1' })
  })

  it('lists balances below the threshold, debts first, each in its own currency', async () => {
    expect(await names({ view: 'rollup' })).toEqual(['Shared'])
    expect(await names({ view: 'own' })).toHaveLength(7)
  })

  it('lists what is below the threshold, debts first, each in its own currency', async () => {
    expect(await names({ view: 'low' })).toEqual(['Deeper', 'Debt', 'Almost'])
    expect(await names({ view: 'low', below: '10.01' })).toEqual(['Deeper', 'Debt', 'Almost', 'Edge'])
    expect(await names({ view: 'low', below: '-10' })).toEqual(['Deeper'])
    expect((await list({ below: '0' })).views.low).toBe(2)
  })

  it('sorts by balance within a currency, unknown values last', async () => {
    expect(await names({ view: 'own', sort: '-balance' })).toEqual([
      'Deeper',
      'Rich',
      'Edge',
      'Almost',
      'Cancelled',
      'Debt',
      'Unasked',
    ])
  })
})
