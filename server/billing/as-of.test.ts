import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { loadAuditSearch } from '@/lib/audit'
import { addDays, dayOf, endOfDay } from '@/lib/day'
import { AppError } from '@/lib/errors'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { listAudit } from '@/server/audit/list'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { createBalanceQueue } from '@/server/mirror/balances'
import { keepDay } from '@/server/mirror/history/day'
import {
  readBalanceHistory,
  readPoolHistory,
  readStatusHistory,
  readTotalsHistory,
} from '@/server/mirror/history/series'
import { refreshPool } from '@/server/mirror/refresh-pool'
import { sweep } from '@/server/mirror/sweep'
import { setTimeZone } from '@/server/overview/time-zone'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { exportAsOf, readTotalsAsOf } from './as-of'
import { readBillingTotals } from './queries'

let console_: TestConsole
let finance: Ctx<OperatorActor>
const zone = 'Europe/Madrid'
const days = ['2026-10-24', '2026-10-25', '2026-10-26']
const [before = '', long = '', after = ''] = days

/** A console that lives through three days, the second with 25 hours. */
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 20 } })
  const { services, clock, sandbox } = console_
  clock.now = new Date('2026-10-24T06:00:00Z')
  finance = await console_.as('finance')
  await execute(setTimeZone, await console_.as('owner'), { zone })
  for (const day of days) {
    // 23:59 in Madrid.
    clock.now = new Date(endOfDay(day, zone).getTime() - 60_000)
    for (const one of sandbox.accounts().filter(one => !one.rollup_billing)) {
      const balance = (Number(one.balance.balance) - 1.01).toFixed(2)
      sandbox.mutate(one.id, { balance: { ...one.balance, balance } })
    }
    await sweep(services, 'interval')
    while ((await createBalanceQueue(services).refreshOldest(50)) > 0);
    await refreshPool(services, {})
    await keepDay(services)
  }
})
afterAll(() => console_.close())

const problemOf = async (work: Promise<unknown>) => {
  const thrown = await work.catch(error => error)
  return thrown instanceof AppError ? thrown.problem : thrown
}

it('totals as of a day are those at its end, and today’s are the current ones', async () => {
  const [first, , last] = await Promise.all(days.map(day => readTotalsAsOf(finance, day)))
  const now = await readBillingTotals(finance)
  expect(last?.own.totals).toEqual(now.own.totals)
  expect(last).toMatchObject({ zone, rollup: now.rollup, notKnown: 0, own: { accounts: now.own.accounts } })
  expect(first?.at).toBe('2026-10-24T22:00:00.000Z')
  for (const total of first?.own.totals ?? []) {
    const later = last?.own.totals.find(one => one.currency === total.currency)
    // Two falls of 1.01 for each account, in hundredths.
    const fall = Math.round(Number(total.balance) * 100) - Math.round(Number(later?.balance) * 100)
    expect(fall).toBe(202 * total.accounts)
    expect(total.oldestAt).toBe('2026-10-24T21:59:00.000Z')
  }
})

it('totals of days before the history are unknown, never zero', async () => {
  const early = await readTotalsAsOf(finance, addDays(before, -1))
  expect(early).toMatchObject({ own: { accounts: 0, known: 0, totals: [] }, rollup: 0, shared: null, since: before })
  expect(early.notKnown).toBeGreaterThan(0)
  expect(await problemOf(readTotalsAsOf(finance, addDays(after, 1)))).toMatchObject({ code: 'invalid' })
})

it('the file has each account with its figure and the figure’s age, and is recorded', async () => {
  const answer = await exportAsOf(finance, { day: long, signal: new AbortController().signal })
  // `text` drops the byte order mark.
  const [names = [], ...cells] = readCsv(await answer.text())
  const rows = cells.map(row => Object.fromEntries(names.map((name, at) => [name, row[at]])))
  expect(rows).toHaveLength(20)
  expect(answer.headers.get('x-row-count')).toBe('20')
  const totals = (await readTotalsAsOf(finance, long)).own.totals
  for (const { currency, balance } of totals) {
    const cents = rows
      .filter(row => row.currency === currency && row.billed_to === 'This account')
      .reduce((sum, row) => sum + Math.round(Number(row.balance) * 100), 0)
    expect(cents).toBe(Math.round(Number(balance) * 100))
  }
  for (const row of rows) {
    if (row.billed_to === 'This account') expect(row.confirmed_at).toBe('2026-10-25T22:59:00.000Z')
    else expect([row.balance, row.observed_at]).toEqual(['', ''])
  }
  const entries = await listAudit(finance, { ...loadAuditSearch({}), action: ['accounts.export'] })
  expect(entries.rows[0]).toMatchObject({ outcome: 'succeeded' })
  const stale = { ...finance, actor: { ...finance.actor, provenAt: new Date(0) } }
  expect(await problemOf(exportAsOf(stale, { day: long, signal: new AbortController().signal }))).toMatchObject({
    code: 'confirm_identity',
  })
})

it('charts have a value for each observed day, and a gap before them', async () => {
  const account = console_.sandbox.accounts().find(one => !one.rollup_billing)
  const shared = console_.sandbox.accounts().find(one => one.rollup_billing)
  const own = await readBalanceHistory(finance, account?.id ?? '')
  expect(own.days.slice(-3)).toEqual(days)
  const [balances] = own.lines
  expect(balances?.values.slice(-4).map(value => value !== null)).toEqual([false, true, true, true])
  expect(balances?.values.at(-1)).toBe(account?.balance.balance)
  expect(own).toMatchObject({ zone, scope: 'own', estimate: null })
  expect(await readBalanceHistory(finance, shared?.id ?? '')).toMatchObject({ scope: 'shared', estimate: null })
  for (const history of [
    await readTotalsHistory(finance),
    await readStatusHistory(finance),
    await readPoolHistory(finance),
  ]) {
    expect(history.lines.length).toBeGreaterThan(0)
    for (const { values } of history.lines) expect(values.lastIndexOf(null)).toBeLessThan(89)
  }
})

it('days in filters, counts and the audit are days of the time zone', async () => {
  // 23:30 UTC on the 24th is the 25th in Madrid.
  const [one] = console_.sandbox.accounts()
  await finance.db.execute(sql`update accounts set created_at = '2026-10-24T23:30:00Z' where id = ${one?.id}`)
  const search = (day: string) => loadAccountSearch(new URLSearchParams(`createdFrom=${day}&createdTo=${day}`))
  const found = async (day: string) => [
    (await listAccounts(finance, search(day))).rows.length,
    (await countSearch(finance, search(day))).rowCount,
  ]
  expect(await found(long)).toEqual([1, 1])
  expect(await found(before)).toEqual([0, 0])
  await execute(setTimeZone, await console_.as('owner'), { zone: 'UTC' })
  expect(await found(long)).toEqual([0, 0])
  expect(await found(before)).toEqual([1, 1])
  const owner = await console_.as('owner')
  const changed = await listAudit(owner, { ...loadAuditSearch({}), action: ['setting.change'] })
  expect(changed.rows[0]).toMatchObject({ changes: { timeZone: [zone, 'UTC'] } })
  const today = dayOf(console_.clock.now, 'UTC')
  const ofToday = await listAudit(owner, { ...loadAuditSearch({}), action: ['setting.change'], from: today, to: today })
  expect(ofToday.rows).toHaveLength(1)
})

it('only owners can set the time zone, and only to an existing one', async () => {
  expect(await problemOf(execute(setTimeZone, await console_.as('manager'), { zone }))).toMatchObject({
    code: 'forbidden',
  })
  expect(await problemOf(execute(setTimeZone, await console_.as('owner'), { zone: 'Mars/Base' }))).toMatchObject({
    code: 'invalid',
    fields: { zone: expect.stringContaining('Europe/Madrid') },
  })
})
