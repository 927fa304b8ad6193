import { randomUUID } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BillingSearch, loadBillingSearch } from '@/lib/billing'
import { setAccountThreshold } from '@/server/accounts/commands/credit-threshold'
import { viewAccount } from '@/server/accounts/view'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, auditEvents } from '@/server/platform/db/schema'
import { refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { exportBilling } from './export'
import { countLowCredit, listBilling, readBillingTotals } from './queries'
import { setCurrencyThresholds } from './thresholds'

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

  it('lists rollup accounts and accounts with their own balance separately', async () => {
    expect(await names({ view: 'rollup' })).toEqual(['Shared'])
    expect(await names({ view: 'own' })).toHaveLength(7)
  })

  it('lists what is below the usual threshold, debts first, each in its own currency', async () => {
    expect(await names({ view: 'low' })).toEqual(['Deeper', 'Debt', 'Almost'])
    expect(await names({ view: 'low', below: '10.01' })).toEqual(['Deeper', 'Debt', 'Almost', 'Edge'])
    expect(await names({ view: 'low', below: '-10' })).toEqual(['Deeper'])
    expect((await list({ below: '0' })).views.low).toBe(2)
  })

  it('measures each account by its own threshold, else by its currency’s, and lists what is furthest below first', async () => {
    const set = (amounts: object[], by = finance) => execute(setCurrencyThresholds, by, { amounts })
    await set([
      { currency: 'USD', amount: '100' },
      { currency: 'EUR', amount: '-30' },
    ])
    // Of the euro account, -20 is no longer low; a debt in dollars comes before what is short by more.
    expect(await names({ view: 'low' })).toEqual(['Debt', 'Almost', 'Edge'])
    const rich = (await list({ view: 'own', q: 'rich' })).rows[0]
    await execute(setAccountThreshold, finance, { accountId: rich?.id, amount: '5000.0001' })
    const { rows, views, thresholds } = await list({ view: 'low' })
    expect(rows.map(row => [row.name, row.short, row.threshold?.amount, row.threshold?.source])).toEqual([
      ['Debt', '103.5', '100', 'currency'],
      ['Rich', '4500.0001', '5000.0001', 'account'],
      ['Almost', '90.001', '100', 'currency'],
      ['Edge', '90', '100', 'currency'],
    ])
    expect(views.low).toBe(4)
    expect(thresholds).toEqual({ USD: '100', EUR: '-30' })
    expect(await names({ view: 'low', sort: 'credit' })).toEqual(['Debt', 'Almost', 'Edge', 'Rich'])
    expect(await countLowCredit(finance)).toBe(4)
    // What is tried out replaces all of them; the rows still show what is set.
    const tried = await list({ view: 'low', below: '0' })
    expect(tried.rows.map(row => [row.name, row.short, row.threshold?.amount])).toEqual([
      ['Deeper', '20', '-30'],
      ['Debt', '3.5', '100'],
    ])
    await set([
      { currency: 'USD', amount: '' },
      { currency: 'EUR', amount: '' },
    ])
    expect(await names({ view: 'low' })).toEqual(['Deeper', 'Debt', 'Rich', 'Almost'])
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

describe('the export of a view', () => {
  const exported = async (search: Partial<BillingSearch>) => {
    const answer = await exportBilling(finance, { ...loadBillingSearch({}), ...search })
    const lines = readCsv((await answer.text()).replace('\ufeff', ''))
    expect(answer.headers.get('x-row-count')).toBe(String(lines.length - 1))
    const [header = [], ...rows] = lines
    const cells = ['Name', 'Balance', 'Available credit', 'Currency', 'Balance of'].map(name => header.indexOf(name))
    const known = await finance.db.select({ name: accounts.organizationName, id: accounts.id }).from(accounts)
    const idOf = new Map(known.map(({ name, id }) => [name, id]))
    for (const row of rows) expect(row[header.indexOf('Account id')], row[0]).toBe(idOf.get(row[0] ?? '') ?? '')
    return rows.map(row => cells.map(at => row[at]))
  }

  it('has all its accounts with their ids in order, and exact totals per currency of own balances alone', async () => {
    await add('Dime', false, { balance: '0.10', availableCredit: '10.05' })
    await add('Fifth', false, { balance: '0.2', availableCredit: '0.1' })
    await add('Debt', false, { balance: '-1000000000000.0001', availableCredit: '-7' })
    await add('Euro', false, { balance: '5', currency: 'EUR' })
    await add('Unread', false)
    await add('Shared', true, { balance: '999' })
    expect(await exported({ view: 'own', size: 10, page: 2 })).toEqual([
      ['Debt', '-1000000000000.0001', '-7', 'USD', 'This account'],
      ['Dime', '0.10', '10.05', 'USD', 'This account'],
      ['Euro', '5', '5', 'EUR', 'This account'],
      ['Fifth', '0.2', '0.1', 'USD', 'This account'],
      ['Unread', '', '', '', ''],
      ['Total of own balances in USD (3)', '-999999999999.7001', '3.15', 'USD', 'This account'],
      ['Total of own balances in EUR (1)', '5', '5', 'EUR', 'This account'],
    ])
    expect(await exported({ view: 'own', q: 'dime' })).toEqual([
      ['Dime', '0.10', '10.05', 'USD', 'This account'],
      ['Total of own balances in USD (1)', '0.10', '10.05', 'USD', 'This account'],
    ])
    expect(await exported({ view: 'rollup' })).toEqual([['Shared', '999', '999', 'USD', 'Manager account (shared)']])
    expect((await exported({ view: 'low' })).map(([name]) => name)).toEqual([
      'Debt',
      'Euro',
      'Fifth',
      'Total of own balances in USD (2)',
      'Total of own balances in EUR (1)',
    ])
    expect(await exported({ view: 'own', q: 'nobody' })).toEqual([])
  })

  it('is recorded with its view, its search and the number of its accounts, and is refused for a round', async () => {
    await add('Dime', false, { balance: '0.10' })
    await exported({ view: 'low', q: 'dim', below: '25' })
    const [entry] = await finance.db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'accounts.export'), eq(auditEvents.phase, 'intent')))
      .orderBy(desc(auditEvents.id))
      .limit(1)
    expect(entry?.detail).toMatchObject({
      scope: 'Low credit, same threshold for all: 25, matching “dim”',
      rows: 1,
    })
    const of = (ctx: Ctx<OperatorActor>, view: BillingSearch['view']) =>
      exportBilling(ctx, { ...loadBillingSearch({}), view })
    expect((await refusal(of(finance, 'round'))).code).toBe('invalid')
    expect((await refusal(of(await console_.as('support'), 'own'))).code).toBe('forbidden')
    const stale = { ...finance, actor: { ...finance.actor, provenAt: new Date(0) } }
    expect((await refusal(of(stale, 'own'))).code).toBe('confirm_identity')
  })
})

describe('setting a threshold', () => {
  const newest = async (action: string) =>
    (
      await finance.db
        .select()
        .from(auditEvents)
        .where(and(eq(auditEvents.action, action), eq(auditEvents.outcome, 'succeeded')))
        .orderBy(desc(auditEvents.id))
        .limit(1)
    )[0]

  it('of an account is recorded with before and after if it differs, and shown on its page', async () => {
    const id = await add('Own', false, { balance: '3' })
    const set = (amount: string, by = finance) => execute(setAccountThreshold, by, { accountId: id, amount })
    const shown = async () => (await viewAccount(finance, id)).account.threshold
    expect(await shown()).toEqual({ amount: '10', source: 'default', usual: '10' })
    await set(' 0250.50 ', await console_.as('manager'))
    expect(await shown()).toEqual({ amount: '250.50', source: 'account', usual: '10' })
    expect(await newest('account.credit_threshold')).toMatchObject({
      targetKind: 'account',
      targetId: id,
      targetLabel: 'Own',
      detail: { currency: 'USD' },
      changes: { creditThreshold: [null, '250.50'] },
    })
    await set('', await console_.as('owner'))
    expect(await shown()).toMatchObject({ source: 'default' })
    const entry = await newest('account.credit_threshold')
    expect(entry?.changes).toEqual({ creditThreshold: ['250.50', null] })
    await set('')
    expect((await newest('account.credit_threshold'))?.id).toBe(entry?.id)
  })

  it('of a currency is recorded as a change of a setting, but only if it differs', async () => {
    const set = (amount: string) => execute(setCurrencyThresholds, finance, { amounts: [{ currency: 'CHF', amount }] })
    await set('40')
    const entry = await newest('setting.change')
    expect(entry).toMatchObject({
      targetId: 'billing.low_credit.CHF',
      targetLabel: 'Low credit threshold, CHF',
      changes: { creditThreshold: ['10', '40'] },
    })
    await set('40.00')
    expect((await newest('setting.change'))?.id).toBe(entry?.id)
    await set('')
    expect((await newest('setting.change'))?.changes).toEqual({ creditThreshold: ['40', '10'] })
  })

  it('of a currency by several people at once records each change from the one before', async () => {
    const amounts = ['21', '22', '23', '24', '25']
    await Promise.all(
      amounts.map(amount => execute(setCurrencyThresholds, finance, { amounts: [{ currency: 'SEK', amount }] })),
    )
    const entries = await finance.db
      .select({ changes: auditEvents.changes })
      .from(auditEvents)
      .where(eq(auditEvents.targetId, 'billing.low_credit.SEK'))
      .orderBy(auditEvents.id)
    const steps = entries.map(({ changes }) => changes?.creditThreshold ?? [])
    expect(steps.map(([was]) => was)).toEqual(['10', ...steps.slice(0, -1).map(([, now]) => now)])
    expect(new Set(steps.map(([, now]) => now))).toEqual(new Set(amounts))
  })

  it('is refused for support, an unknown account, one without an own balance, and a text that is no amount', async () => {
    const own = await add('Own', false, { balance: '3' })
    const shared = await add('Shared', true, { balance: '3' })
    const untold = await add('Untold', null)
    const set = (accountId: string, amount = '5', by = finance) =>
      execute(setAccountThreshold, by, { accountId, amount })
    const support = await console_.as('support')
    expect((await refusal(set(own, '5', support))).code).toBe('forbidden')
    const ofCurrency = { amounts: [{ currency: 'USD', amount: '5' }] }
    expect((await refusal(execute(setCurrencyThresholds, support, ofCurrency))).code).toBe('forbidden')
    expect((await refusal(set(randomUUID()))).code).toBe('not_found')
    expect((await refusal(set(shared))).message).toContain('shares the manager account’s balance')
    expect((await refusal(set(untold))).message).toContain('not reported how')
    for (const amount of ['ten', '1,000', '1e3', '1234567890', '--5'])
      expect((await refusal(set(own, amount))).fields?.amount, amount).toContain('such as 10 or 2.50')
    const odd = { amounts: [{ currency: 'dollars', amount: '5' }] }
    expect((await refusal(execute(setCurrencyThresholds, finance, odd))).fields).toHaveProperty('amounts.0.currency')
    expect((await viewAccount(finance, own)).account.threshold?.source).toBe('default')
    expect((await viewAccount(finance, shared)).account.threshold).toBeNull()
  })
})
