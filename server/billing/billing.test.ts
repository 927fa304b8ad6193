import { randomUUID } from 'node:crypto'
import { asc, eq, gt } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BillingSearch, billingViews, loadBillingSearch } from '@/lib/billing'
import { AppError, type Problem } from '@/lib/errors'
import { readHead } from '@/server/audit/append'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, auditEvents, rollupReviews } from '@/server/platform/db/schema'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { reviewRollup, undoReview } from './commands'
import { listBilling, readBillingTotals } from './queries'

let console_: TestConsole
let finance: Ctx<OperatorActor>
let earlier = 0

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  finance = await console_.as('finance')
})
afterAll(() => console_.close())

beforeEach(async () => {
  await finance.db.delete(rollupReviews)
  await finance.db.delete(accounts)
  earlier = (await readHead(finance.db))?.lastId ?? 0
})

/** The entries of this case: the audit keeps those of earlier cases. */
const recorded = () =>
  finance.db.select().from(auditEvents).where(gt(auditEvents.id, earlier)).orderBy(asc(auditEvents.id))

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

const list = (search: Partial<BillingSearch> = {}) => listBilling(finance, { ...loadBillingSearch({}), ...search })
const names = async (search: Partial<BillingSearch> = {}) => (await list(search)).rows.map(row => row.name)

function review(
  accountId: string,
  verdict: 'approved' | 'questioned',
  flag: boolean,
  note = 'as agreed',
  by = finance,
) {
  console_.clock.forward(1)
  return execute(reviewRollup, by, { accountId, verdict, flag, note })
}

const setFlag = (id: string, flag: boolean) =>
  finance.db.update(accounts).set({ rollupBilling: flag }).where(eq(accounts.id, id))

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error.problem
}

describe('a verdict on a rollup flag', () => {
  it('is kept with note, reviewer and time, and put on record', async () => {
    const id = await add('Acme', true)
    await review(id, 'questioned', true, 'Contract says own billing')
    const [row] = (await list({ state: 'questioned' })).rows
    expect(row).toMatchObject({
      reviewState: 'questioned',
      review: {
        verdict: 'questioned',
        flag: true,
        note: 'Contract says own billing',
        by: 'Test finance',
        at: finance.now().toISOString(),
      },
    })
    const [event] = await recorded()
    expect(event).toMatchObject({
      phase: 'event',
      action: 'rollup.review',
      actorRole: 'finance',
      targetId: id,
      targetLabel: 'Acme',
      reason: 'Contract says own billing',
      detail: { rollupBilling: true },
      changes: { rollupReview: [null, 'questioned'] },
      outcome: 'succeeded',
    })
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('may be given by owner, manager and finance, and not by support', async () => {
    const id = await add('Acme', true)
    for (const role of ['owner', 'manager'] as const) await review(id, 'approved', true, '', await console_.as(role))
    const problem = await refusal(review(id, 'approved', true, '', await console_.as('support')))
    expect(problem.code).toBe('forbidden')
    expect(await finance.db.select().from(rollupReviews)).toHaveLength(2)
    const denied = (await recorded()).filter(row => row.outcome === 'denied')
    expect(denied).toHaveLength(1)
  })

  it('is about the flag the reviewer saw: another one is a conflict and leaves nothing', async () => {
    const id = await add('Acme', true)
    await setFlag(id, false)
    const problem = await refusal(review(id, 'approved', true))
    expect(problem).toMatchObject({
      code: 'conflict',
      message: 'Rollup billing was on when you looked and is off now.',
    })
    expect(await finance.db.select().from(rollupReviews)).toEqual([])
    expect(await recorded()).toEqual([])
  })

  it('needs a flag that Telnyx has told, an account it still has, and a note when it questions', async () => {
    expect((await refusal(review(await add('A', null), 'approved', true))).code).toBe('conflict')
    const gone = await add('B', true, { missingSince: finance.now() })
    expect((await refusal(review(gone, 'approved', true))).code).toBe('conflict')
    expect((await refusal(review(randomUUID(), 'approved', true))).code).toBe('not_found')
    const problem = await refusal(review(await add('C', true), 'questioned', true, ' '))
    expect(problem.fields).toEqual({ note: 'Enter what is not as agreed.' })
  })
})

describe('undoing a verdict', () => {
  const given = async (id: string, verdict: 'approved' | 'questioned', by = finance) => {
    const answer = await review(id, verdict, true, 'as agreed', by)
    if (!('id' in answer)) throw new Error('expected the verdict itself')
    return answer.id
  }
  const undo = (accountId: string, reviewId: string, by = finance) => execute(undoReview, by, { accountId, reviewId })

  it('takes the account back to what it was, and both are on record', async () => {
    const id = await add('Acme', true)
    await given(id, 'questioned')
    const [before] = (await list({ state: 'all' })).rows
    await undo(id, await given(id, 'approved'))
    expect((await list({ state: 'all' })).rows[0]).toEqual(before)
    await undo(id, before?.review?.id ?? '')
    expect((await list({ state: 'open' })).rows[0]).toMatchObject({ reviewState: 'new', review: null })
    const events = await recorded()
    expect(events.map(event => [event.action, event.changes?.rollupReview])).toEqual([
      ['rollup.review', [null, 'questioned']],
      ['rollup.review', ['questioned', 'approved']],
      ['rollup.undo', ['approved', 'questioned']],
      ['rollup.undo', ['questioned', null]],
    ])
    expect(events[2]).toMatchObject({ actorRole: 'finance', targetId: id, outcome: 'succeeded' })
  })

  it('is for one’s own newest verdict only, and undoes it once', async () => {
    const id = await add('Acme', true)
    const first = await given(id, 'approved')
    const second = await given(id, 'questioned')
    expect((await refusal(undo(id, first))).message).toBe('A newer review of this account exists.')
    expect((await refusal(undo(id, second, await console_.as('owner')))).message).toMatch(/was made by Test finance/)
    expect((await refusal(undo(id, second, await console_.as('support')))).code).toBe('forbidden')
    expect((await refusal(undo(randomUUID(), second))).code).toBe('not_found')
    await undo(id, second)
    expect((await refusal(undo(id, second))).code).toBe('conflict')
    expect((await list({ state: 'all' })).rows[0]?.reviewState).toBe('approved')
  })
})

describe('the review queue', () => {
  it('holds what was never judged and what changed since, and counts each state', async () => {
    await add('Fresh', true)
    const approved = await add('Approved', true)
    const questioned = await add('Questioned', false)
    const changed = await add('Changed', true)
    await add('Untold', null)
    await add('Gone', true, { missingSince: finance.now() })
    await review(approved, 'approved', true)
    await review(questioned, 'questioned', false)
    await review(changed, 'approved', true)
    await setFlag(changed, false)

    const open = await list()
    expect(open.rows.map(row => [row.name, row.reviewState])).toEqual([
      ['Changed', 'changed'],
      ['Fresh', 'new'],
    ])
    expect(open.rows[0]?.review).toMatchObject({ verdict: 'approved', flag: true })
    expect(open.states).toEqual({ new: 1, changed: 1, questioned: 1, approved: 1, untold: 1 })
    expect(open.views).toMatchObject({ queue: 2, rollup: 2, own: 2 })
    expect(await names({ state: 'approved' })).toEqual(['Approved'])
    expect(await names({ state: 'all' })).toEqual(['Approved', 'Changed', 'Fresh', 'Questioned', 'Untold'])
  })

  it('lets the newest verdict count, and a verdict that fits again when the flag turns back', async () => {
    const id = await add('Acme', true)
    await review(id, 'questioned', true)
    await review(id, 'approved', true)
    expect((await list({ state: 'all' })).rows[0]?.reviewState).toBe('approved')
    await setFlag(id, false)
    expect(await names()).toEqual(['Acme'])
    await review(id, 'approved', false)
    expect(await names()).toEqual([])
    await setFlag(id, true)
    expect((await list()).rows[0]).toMatchObject({ reviewState: 'changed', review: { flag: false } })
  })

  it('records a verdict after a change as the first one of that flag', async () => {
    const id = await add('Acme', true)
    await review(id, 'approved', true)
    await setFlag(id, false)
    await review(id, 'questioned', false)
    await review(id, 'approved', false)
    const events = await recorded()
    expect(events.map(event => event.changes?.rollupReview)).toEqual([
      [null, 'approved'],
      [null, 'questioned'],
      ['questioned', 'approved'],
    ])
  })

  it('searches, filters by flag, sorts and pages; the counts follow search and flag', async () => {
    for (const [name, flag] of [
      ['Alpha', true],
      ['Bravo', false],
      ['Charlie', true],
      ['Untold', null],
    ] as const)
      await add(name, flag)
    expect(await names({ flag: ['yes'] })).toEqual(['Alpha', 'Charlie'])
    expect((await list({ flag: ['yes'] })).states).toMatchObject({ new: 2, untold: 0 })
    expect(await names({ q: 'rav' })).toEqual(['Bravo'])
    expect(await names({ sort: '-name' })).toEqual(['Charlie', 'Bravo', 'Alpha'])
    const page = await list({ size: 2, page: 2 })
    expect(page.rows.map(row => row.name)).toEqual(['Charlie'])
    expect(page.rowCount).toBe(3)
  })

  it('states beside each view how many rows choosing it gives, whatever is searched for', async () => {
    await add('Alpha', true)
    await add('Alpha own', false, { balance: '-1' })
    await add('Alpha rich', false, { balance: '900' })
    await add('Alpha untold', null)
    await add('Bravo', false, { balance: '-1' })
    await review(await add('Alpha judged', true), 'approved', true)
    for (const q of ['', 'alpha', 'nobody']) {
      const search = { q, flag: ['yes' as const] }
      const { views, total } = await list({ ...search, state: 'approved' })
      for (const view of billingViews)
        expect(views[view], `${view} of "${q}"`).toBe((await list({ ...search, view })).rowCount)
      expect(total).toBe(6)
    }
  })
})

describe('totals', () => {
  it('adds decimals exactly, per currency, and rollup accounts never', async () => {
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

  it('says how old the oldest balance of each total is', async () => {
    const oldest = new Date(finance.now().getTime() - 7_200_000)
    await add('A', false, { balance: '1' })
    await add('B', false, { balance: '1', balanceObservedAt: oldest })
    const totals = await readBillingTotals(finance)
    expect(totals.own.totals[0]?.oldestAt).toBe(oldest.toISOString())
  })

  it('adds up balances without a currency separately', async () => {
    await add('A', false, { balance: '1', currency: null })
    await add('B', false, { balance: '2' })
    const totals = await readBillingTotals(finance)
    expect(totals.own.totals.map(total => [total.currency, total.balance])).toEqual([
      ['USD', '2'],
      [null, '1'],
    ])
  })

  it('has nothing to add up in an empty fleet', async () => {
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

  it('lists rollup and own-balance accounts apart', async () => {
    expect(await names({ view: 'rollup' })).toEqual(['Shared'])
    expect(await names({ view: 'own' })).toHaveLength(7)
  })

  it('lists what is below the threshold, debts first, each in its own currency', async () => {
    expect(await names({ view: 'low' })).toEqual(['Deeper', 'Debt', 'Almost'])
    expect(await names({ view: 'low', below: '10.01' })).toEqual(['Deeper', 'Debt', 'Almost', 'Edge'])
    expect(await names({ view: 'low', below: '-10' })).toEqual(['Deeper'])
    expect((await list({ below: '0' })).views.low).toBe(2)
  })

  it('sorts by balance within a currency, what is not known last', async () => {
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
