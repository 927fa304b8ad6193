import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayOf, usualTimeZone } from '@/lib/day'
import { loadRoundSearch, type ReviewItem, type Verdict } from '@/lib/reviews'
import { exportAsOf, readTotalsAsOf } from '@/server/billing/as-of'
import { readBillingTotals } from '@/server/billing/queries'
import { execute, Pending } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { createBalanceQueue, refreshBalance } from '@/server/mirror/balances'
import { sweep } from '@/server/mirror/sweep'
import { auditEvents } from '@/server/platform/db/schema'
import type { SandboxAccount } from '@/server/sandbox/server'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { decideBulk, decideItem } from './decide'
import { downloadEvidence } from './evidence'
import { listItems } from './items'
import { openRound } from './open'
import { readDesk } from './rounds'
import { signOff } from './sign-off'

// Finance closes a month of 1,000 accounts. A second calculation, from the sandbox's accounts alone and in whole
// numbers, has to agree with every number that the console shows or writes.

const size = 1_000
/** How many balances are read; totals count only these. */
const read = 300

let console_: TestConsole
let finance: Ctx<OperatorActor>
let manager: Ctx<OperatorActor>

/** Amounts on which floating point fails: alone, in sum, or by their length. */
const awkward = ['0.1', '0.2', '-0.3', '99999999999.99', '0.0000000001', '-12345678.9', '1.005', '-0.01']

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: size, checkContract: false } })
  finance = await console_.as('finance')
  manager = await console_.as('manager')
  const { sandbox, services } = console_
  for (const [at, one] of sandbox.accounts().entries()) {
    const balance = awkward[at % 40]
    if (balance !== undefined) sandbox.mutate(one.id, { balance: { ...one.balance, balance } })
  }
  await sweep(services, 'start')
  await createBalanceQueue(services).refreshOldest(read)
}, 120_000)
afterAll(() => console_.close())

/** An hour passes, and two sweeps see what has changed. */
async function seen(): Promise<void> {
  for (let sweeps = 0; sweeps < 2; sweeps += 1) {
    console_.clock.forward(1_800)
    await sweep(console_.services, 'interval')
  }
}

async function done<T>(work: Promise<T | Pending>): Promise<T> {
  const answer = await work
  if (answer instanceof Pending) throw new Error('still under way')
  return answer
}

const digits = 10
/** A decimal as a whole number of its tenth decimal place. */
function exact(text: string): bigint {
  const [whole = '', part = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + part.padEnd(digits, '0'))
  return text.startsWith('-') ? -value : value
}

type Sums = Record<string, { sum: bigint; accounts: number }>

function sumsOf(rows: readonly { currency: string; balance: string }[]): Sums {
  const sums: Sums = {}
  for (const { currency, balance } of rows) {
    const { sum, accounts } = sums[currency] ?? { sum: 0n, accounts: 0 }
    sums[currency] = { sum: sum + exact(balance), accounts: accounts + 1 }
  }
  return sums
}

const shown = (totals: readonly { currency: string | null; balance: string; accounts: number }[]): Sums =>
  Object.fromEntries(
    totals.map(({ currency, balance, accounts }) => [currency ?? '', { sum: exact(balance), accounts }]),
  )

async function itemsOf(roundId: string, state: 'all' | 'changed' | 'todo'): Promise<ReviewItem[]> {
  const items: ReviewItem[] = []
  for (let page = 1; ; page += 1) {
    const search = { ...loadRoundSearch({}), state, size: 250, page }
    const { rows, rowCount } = await listItems(finance, { roundId, search })
    items.push(...rows)
    if (rows.length === 0) {
      expect(items).toHaveLength(rowCount)
      return items
    }
  }
}

it('a month of 1,000 accounts: every number agrees with a second calculation', async () => {
  const { sandbox } = console_
  const flag = (one: SandboxAccount | undefined) => (one?.rollup_billing ? 'yes' : 'no')
  const truth = (id: string) => sandbox.accounts().find(one => one.id === id)
  const atOpening = new Map(sandbox.accounts().map(one => [one.id, flag(one)]))
  const input = { kind: 'rollup', name: 'Flags of November', dueOn: '2026-11-30', reviewers: [], search: '' }
  const opened = await done(execute(openRound, finance, input))
  const roundId = opened.id
  expect(opened.items).toBe(size)

  /** The second calculation: what was decided, as the test decided it. */
  const ledger = new Map<string, { verdict: Verdict; on: string; how: 'single' | 'bulk'; note: string }>()
  const decide = async (item: ReviewItem | undefined, verdict: Verdict, note: string) => {
    if (!item) throw new Error('no such item')
    const seenNow = { verdict: item.verdict, decidedAt: item.decidedAt, value: item.now }
    await done(execute(decideItem, finance, { roundId, subjectId: item.subjectId, verdict, note, seen: seenNow }))
    ledger.set(item.subjectId, { verdict, on: item.now, how: 'single', note })
  }
  const all = await itemsOf(roundId, 'all')
  expect(new Map(all.map(item => [item.subjectId, item.value]))).toEqual(atOpening)
  for (const [at, item] of all.slice(0, 12).entries())
    await decide(item, at % 3 === 0 ? 'questioned' : 'approved', at % 3 === 0 ? 'Not as in the contract' : '')
  const rest = all.filter(item => !ledger.has(item.subjectId))
  const bulk = { roundId, verdict: 'approved', note: '', q: '', count: rest.length }
  expect(await done(execute(decideBulk, finance, bulk))).toMatchObject({ decided: size - 12, left: 0 })
  for (const item of rest) ledger.set(item.subjectId, { verdict: 'approved', on: item.value, how: 'bulk', note: '' })
  expect(await itemsOf(roundId, 'todo')).toEqual([])

  // Telnyx changes four flags: two are decided again, one changes back, one stays as it is.
  const changing = [all[0], all[1], rest[0], rest[1]].map(item => item?.subjectId ?? '')
  const turn = (id: string) => sandbox.mutate(id, { rollup_billing: !truth(id)?.rollup_billing })
  for (const id of changing) turn(id)
  await seen()
  const changed = await itemsOf(roundId, 'changed')
  expect(changed.map(item => [item.subjectId, item.decidedValue, item.now]).sort()).toEqual(
    changing.map(id => [id, atOpening.get(id), flag(truth(id))]).sort(),
  )
  expect((await itemsOf(roundId, 'todo')).map(item => item.subjectId).sort()).toEqual([...changing].sort())
  const again = (id: string | undefined) => changed.find(item => item.subjectId === id)
  await decide(again(changing[0]), 'approved', 'Corrected by Telnyx')
  await decide(again(changing[2]), 'questioned', 'Nobody ordered this')
  turn(changing[3] ?? '')
  await seen()
  expect((await itemsOf(roundId, 'changed')).map(item => item.subjectId)).toEqual([changing[1]])
  for (const id of changing) await refreshBalance(console_.services, id, 'click')

  await done(execute(signOff, manager, { roundId, remark: '', open: 0 }))
  const { round } = await readDesk(finance, { desk: 'billing', round: roundId })
  const decided = [...ledger.values()]
  const count = (verdict: Verdict) => decided.filter(one => one.verdict === verdict).length
  expect(round?.counts).toEqual({
    items: size,
    open: 0,
    approved: count('approved'),
    questioned: count('questioned'),
    changed: 1,
    gone: 0,
    todo: 1,
  })

  const file = JSON.parse(await (await downloadEvidence(finance, { roundId, format: 'json' })).text())
  expect(file.decisions).toHaveLength(size)
  for (const one of file.decisions) {
    const { verdict, on, how, note } = ledger.get(one.id) ?? {}
    expect([
      one.frozen,
      one.verdict,
      one.decidedOn,
      one.atSignOff,
      one.note ?? '',
      one.bulkId ? 'bulk' : 'single',
    ]).toEqual([atOpening.get(one.id), verdict, on, flag(truth(one.id)), note, how])
  }
  expect(file.end).toMatchObject({ count: size, open: 0, approved: count('approved'), questioned: count('questioned') })
  const lines = file.decisions.map((one: object) => `${JSON.stringify(one)}\n`).join('')
  const [entry] = await finance.db.select().from(auditEvents).where(eq(auditEvents.action, 'review_round.sign_off'))
  expect(entry?.detail?.decisionsSha256).toBe(createHash('sha256').update(lines).digest('hex'))

  // Money: own balances per currency; what rollup accounts share is in no sum; what was not read is not zero.
  const accounts = sandbox.accounts()
  const asked = new Set(sandbox.calls().map(call => call.path.split('/').at(-1)))
  const known = accounts.filter(one => asked.has(one.id))
  expect(known.length).toBeGreaterThanOrEqual(read)
  const own = known.filter(one => !one.rollup_billing)
  const sums = sumsOf(own.map(one => one.balance))
  expect(Object.keys(sums).length).toBeGreaterThan(2)
  const rollup = accounts.filter(one => one.rollup_billing).length
  const totals = await readBillingTotals(finance)
  expect(totals).toMatchObject({ rollup, untold: 0, own: { accounts: size - rollup, known: own.length } })
  expect(shown(totals.own.totals)).toEqual(sums)
  const today = dayOf(console_.clock.now, usualTimeZone)
  const asOf = await readTotalsAsOf(finance, today)
  expect(asOf).toMatchObject({
    own: { accounts: own.length, known: own.length },
    rollup: known.length - own.length,
    notKnown: size - known.length,
  })
  expect(shown(asOf.own.totals)).toEqual(sums)
  const answer = await exportAsOf(finance, { day: today, signal: new AbortController().signal })
  const [names = [], ...cells] = readCsv(await answer.text())
  const rows = cells.map(row => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])))
  expect(rows.map(row => row.account_id).sort()).toEqual(accounts.map(one => one.id).sort())
  const figures = rows.filter(row => row.balance !== '')
  expect(figures.map(row => row.account_id).sort()).toEqual(own.map(one => one.id).sort())
  expect(sumsOf(figures.map(row => ({ currency: row.currency ?? '', balance: row.balance ?? '' })))).toEqual(sums)
}, 120_000)
