import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { addDays, addMonths, dayOf, endOfDay, startOfDay } from '@/lib/day'
import { startWithin } from '../../testing/start-within'
import { refreshBalance } from '../balances'
import { writePool } from '../channel-pool'
import { sweep } from '../sweep'
import { type Fixture, firstOf, syncFixture } from '../testing/fixture'
import { totalsAsOf } from './as-of'
import { keepDay } from './day'
import { createHistoryKeeper } from './keeper'
import { historySize } from './size'

const zone = 'Europe/Madrid'
const dayMs = 86_400_000
/** How many random histories; the time limits below end a longer run earlier. */
const numRuns = Number(process.env.MODEL_RUNS) || 8

let base: Awaited<ReturnType<typeof syncFixture>>
let t: Fixture
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

const all = async <T>(query: ReturnType<typeof sql>) =>
  ((await t.services.db.execute(query)) as unknown as { rows: T[] }).rows
const empty = () =>
  t.services.db.execute(
    sql`truncate balance_history, shared_balance_history, pool_history, daily_counts, daily_totals, settings`,
  )
async function fresh(accounts: number) {
  t = await base.fresh({ accounts })
  await empty()
  await t.services.db.execute(sql`insert into settings values
    ('organization.time_zone', ${JSON.stringify({ zone })}::jsonb, now(), 'Test owner')`)
  await sweep(t.services, 'start')
}

/** Hundredths, so that the plain-code sums are exact. */
const cents = (text: string) => BigInt(Math.round(Number(text) * 100))
const decimal = (value: number) => (value / 100).toFixed(2)

type Figure = { balance: number; currency: string }
const figure = fc.record({
  balance: fc.integer({ min: -50_000, max: 500_000 }),
  currency: fc.constantFrom('USD', 'EUR', 'GBP'),
})
const step = fc.record({
  account: fc.integer({ min: 0, max: 5 }),
  change: fc.option(figure, { nil: null }),
  rollup: fc.option(fc.boolean(), { nil: null, freq: 8 }),
  hours: fc.integer({ min: 1, max: 90 }),
  bySweep: fc.boolean(),
})

describe('what sync observed in the sandbox', () => {
  it('is in the history, and totals of any day are an exact sum of it', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 25 }),
        startWithin(200_000, async steps => {
          await fresh(6)
          const ids = t.sandbox.accounts().map(({ id }) => id)
          // The plain-code log: each account's own figure as it was last read, and when; null = shared, or not read since.
          type Seen = { at: number; rollup: boolean; own: Figure | null }
          const log = new Map<string, Seen[]>(ids.map(id => [id, []]))
          const flags = new Map(t.sandbox.accounts().map(one => [one.id, one.rollup_billing]))
          for (const { account, change, rollup, hours, bySweep } of steps) {
            const id = ids[account] ?? ''
            t.clock.forward(hours * 3_600)
            if (change) {
              t.sandbox.mutate(id, {
                balance: { balance: decimal(change.balance), credit_limit: '5.00', currency: change.currency },
              })
            }
            if (rollup !== null) t.sandbox.mutate(id, { rollup_billing: rollup })
            const at = t.clock.now.getTime()
            const seen = log.get(id) ?? []
            if (bySweep) {
              await sweep(t.services, 'interval')
              for (const one of t.sandbox.accounts()) {
                // A flag that changed ends the series; the new figure comes with the next read.
                if (flags.get(one.id) !== one.rollup_billing)
                  log.get(one.id)?.push({ at, rollup: one.rollup_billing, own: null })
                flags.set(one.id, one.rollup_billing)
              }
            } else {
              await refreshBalance(t.services, id, 'click')
              const now = firstOf(t.sandbox.accounts(), one => one.id === id)
              const own = now.rollup_billing
                ? null
                : { balance: Number(cents(now.balance.balance)), currency: now.balance.currency }
              seen.push({ at, rollup: now.rollup_billing, own })
              flags.set(id, now.rollup_billing)
            }
          }
          const stored = await all<{
            account_id: string
            observed_at: string
            rollup: boolean
            balance: string | null
            currency: string | null
          }>(
            sql`select account_id, observed_at, rollup, balance::text, currency from balance_history order by observed_at`,
          )
          const last = Math.max(...[...log.values()].flat().map(one => one.at), t.clock.now.getTime())
          for (
            let day = dayOf(new Date(last - 40 * dayMs), zone);
            startOfDay(day, zone).getTime() <= last;
            day = addDays(day, 1)
          ) {
            const end = endOfDay(day, zone)
            const sums = new Map<string, { sum: bigint; accounts: number }>()
            const counts = { own: 0, rollup: 0, notKnown: 0 }
            for (const [id, seen] of log) {
              const then = seen.findLast(one => one.at < end.getTime())
              const row = stored.findLast(one => one.account_id === id && Date.parse(one.observed_at) < end.getTime())
              expect(row && { rollup: row.rollup, balance: row.balance && cents(row.balance) }).toEqual(
                then && { rollup: then.rollup, balance: then.own && BigInt(then.own.balance) },
              )
              const exists = Date.parse(firstOf(t.sandbox.accounts(), one => one.id === id).created_at) < end.getTime()
              if (!exists) continue
              counts[then ? (then.rollup ? 'rollup' : 'own') : 'notKnown'] += 1
              if (!then?.own) continue
              const { sum, accounts } = sums.get(then.own.currency) ?? { sum: 0n, accounts: 0 }
              sums.set(then.own.currency, { sum: sum + BigInt(then.own.balance), accounts: accounts + 1 })
            }
            const totals = await totalsAsOf(t.services.db, end)
            expect({ own: totals.own.accounts, rollup: totals.rollup, notKnown: totals.notKnown }).toEqual(counts)
            expect(
              new Map(
                totals.own.totals.map(one => [one.currency, { sum: cents(one.balance), accounts: one.accounts }]),
              ),
            ).toEqual(sums)
          }
          // The mirror has the same figures now: a flag that changed took the manager's balance, or the account's, with it.
          const mirrored = await all<{ id: string; balance: string | null }>(
            sql`select id, case when not rollup_billing then balance::text end as balance from accounts`,
          )
          for (const { id, balance } of mirrored) {
            const last = log.get(id)?.at(-1)?.own
            expect(balance && cents(balance)).toEqual(last ? BigInt(last.balance) : null)
          }
          // Written on change only, except where nothing was confirmed for two days.
          for (const id of ids) {
            const rows = stored.filter(one => one.account_id === id)
            const reads = (log.get(id) ?? []).map(one => one.at)
            for (const [at, row] of rows.entries()) {
              const before = rows[at - 1]
              if (!before) continue
              const same =
                before.rollup === row.rollup && before.balance === row.balance && before.currency === row.currency
              const readBefore = reads.filter(time => time < Date.parse(row.observed_at)).at(-1) ?? 0
              if (same) expect(Date.parse(row.observed_at) - readBefore).toBeGreaterThan(2 * dayMs)
            }
          }
        }),
      ),
      { numRuns, endOnFailure: true },
    )
  })
})

describe('the rest of the history', () => {
  beforeEach(() => fresh(12))

  it('has the manager’s balance once, however many accounts share it, and at least once a day', async () => {
    const shared = t.sandbox.accounts().filter(one => one.rollup_billing)
    expect(shared.length).toBeGreaterThan(1)
    for (const { id } of shared) await refreshBalance(t.services, id, 'click')
    const rows = () =>
      all<{ balance: string }>(sql`select balance::text from shared_balance_history order by observed_at`)
    const known = (await rows()).length
    t.clock.forward(60)
    for (const { id } of shared) await refreshBalance(t.services, id, 'click')
    expect(await rows()).toHaveLength(known)
    t.clock.forward(86_400)
    for (const { id } of shared) await refreshBalance(t.services, id, 'click')
    expect(await rows()).toHaveLength(known + 1)
    const { rollup, own, shared: manager } = await totalsAsOf(t.services.db, new Date(t.clock.now.getTime() + 1))
    expect(rollup).toBe(shared.length)
    expect(manager?.observedAt).toBe(t.clock.now.toISOString())
    expect(own.known).toBe(0)
  })

  it('has the channel pool when it changes, and at least once a day', async () => {
    const rows = () => all<{ allocated: number }>(sql`select allocated from pool_history order by observed_at`)
    await empty()
    for (const [seconds, allocated] of [
      [0, 5],
      [60, 5],
      [60, 7],
      [86_300, 7],
      [100, 7],
      [60, 5],
    ] as const) {
      t.clock.forward(seconds)
      await writePool(t.services.db, { pool: 10, allocated }, t.clock.now)
    }
    expect((await rows()).map(row => row.allocated)).toEqual([5, 7, 7, 5])
  })

  it('has counts and totals once for each of the organization’s days', async () => {
    for (const { id } of t.sandbox.accounts()) await refreshBalance(t.services, id, 'click')
    // 22:30 UTC on the 20th is the 21st in Madrid.
    t.clock.now = new Date('2026-11-22T23:30:00Z')
    expect(await keepDay(t.services)).toBe('2026-11-23')
    expect(await keepDay(t.services)).toBe('2026-11-23')
    const counts = await all<{ fact: string; accounts: number }>(
      sql`select fact, sum(accounts)::int as accounts from daily_counts where day = '2026-11-23' group by fact order by fact`,
    )
    expect(counts).toEqual(['pricing', 'rollup', 'status'].map(fact => ({ fact, accounts: 12 })))
    const { own } = await totalsAsOf(t.services.db, new Date(t.clock.now.getTime() + 1))
    expect(
      await all(sql`select currency, balance::text, accounts from daily_totals order by accounts desc, currency`),
    ).toEqual(own.totals.map(({ currency, balance, accounts }) => ({ currency, balance, accounts })))
  })
})

test('keeps the last row of each day after thinning, and nothing older than the retention', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ account: fc.integer({ min: 0, max: 2 }), hours: fc.integer({ min: 1, max: 12_000 }) }), {
        minLength: 10,
        maxLength: 80,
      }),
      startWithin(80_000, async made => {
        await fresh(3)
        await empty()
        await t.services.db.execute(sql`insert into settings values
          ('organization.time_zone', ${JSON.stringify({ zone })}::jsonb, now(), 'Test owner')`)
        const services = { ...t.services, settings: { ...t.services.settings, historyMonths: 6 } }
        const ids = t.sandbox.accounts().map(({ id }) => id)
        const now = t.clock.now.getTime()
        const rows = [...new Map(made.map(one => [`${one.account} ${one.hours}`, one])).values()].map(
          ({ account, hours }) => ({
            id: ids[account] ?? '',
            at: now - hours * 3_600_000,
          }),
        )
        for (const { id, at } of rows)
          await services.db.execute(
            sql`insert into balance_history (account_id, observed_at, previous_at, rollup, balance, currency)
              values (${id}, ${new Date(at).toISOString()}, ${new Date(at - 1_000).toISOString()}, false, 1, 'USD')`,
          )
        const turn = createHistoryKeeper(services, false)
        while (await turn());
        const today = dayOf(t.clock.now, zone)
        const cut = (day: string) => startOfDay(day, zone).getTime()
        const [expired, full] = [cut(addMonths(today, -6)), cut(addDays(today, -14))]
        const kept = rows.filter(({ id, at }) => {
          const later = rows.filter(one => one.id === id && one.at > at)
          // The figure with which the kept time begins stays.
          if (at < expired) return !later.some(one => one.at < expired)
          return at >= full || !later.some(one => dayOf(new Date(one.at), zone) === dayOf(new Date(at), zone))
        })
        const stored = await all<{ id: string; at: string }>(
          sql`select account_id as id, observed_at as at from balance_history`,
        )
        const key = (one: { id: string; at: string | number }) => `${one.id} ${new Date(one.at).toISOString()}`
        expect(stored.map(key).sort()).toEqual(kept.map(key).sort())
        expect((await historySize(services)).rows).toBe(kept.length)
      }),
    ),
    { numRuns, endOnFailure: true },
  )
})
