import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AccountFilter,
  type AccountSort,
  type AccountSortKey,
  accountFacets,
  accountSortKeys,
  everyAccount,
} from '@/lib/account-search'
import { accountStatuses } from '@/lib/managed-account'
import type { OpenDatabase } from '../../db/client'
import { accountNotes, accounts, drift } from '../../db/schema'
import { testDatabase } from '../../testing/database'
import { facetValue } from './columns'
import { type Fleet, fleetOf, forgetFleet } from './fleet'
import { readChanged } from './read'

let database: OpenDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  for (const table of [drift, accountNotes, accounts]) await database.db.delete(table)
  forgetFleet(database)
})

/** What a sweep noted of an account: nothing, a change seen once, one that counts, one that somebody has seen. */
type Noted = 'nothing' | 'once' | 'open' | 'seen'
type Row = typeof accounts.$inferInsert & { drifted?: boolean }

const now = new Date('2026-03-01T12:00:00Z')

function row(more: Partial<Row> = {}): Row {
  return {
    id: randomUUID(),
    email: 'a@b.example',
    organizationName: 'Acme',
    status: 'enabled',
    statusSource: 'sweep',
    statusObservedAt: now,
    firstSeenAt: now,
    observedAt: now,
    ...more,
  }
}

const someRow = fc.record({
  organizationName: fc.constantFrom(
    'Acme GmbH',
    'acme Ltd',
    'Ácme',
    'Zürich Telecom',
    '株式会社 山田',
    'Beta-Gamma',
    'Beta Gamma',
    null,
  ),
  email: fc.constantFrom('billing@acme.example', 'Ops+x@beta.example', 'zed@zürich.example', null),
  status: fc.constantFrom(...accountStatuses),
  rollupBilling: fc.constantFrom(true, false, null),
  customPricing: fc.constantFrom(true, false, null),
  currency: fc.constantFrom('USD', 'EUR', null),
  availableCredit: fc.constantFrom('10', '9.5', '-3.20', '1000000.01', null),
  channelLimit: fc.constantFrom(0, 5, 10, null),
  createdAt: fc.constantFrom(new Date('2025-01-01T00:00:00Z'), new Date('2025-06-01T10:00:00Z'), null),
  updatedAt: fc.constantFrom(new Date('2025-02-01T00:00:00Z'), null),
  missingSince: fc.constantFrom(now, null),
  protectedAt: fc.constantFrom(now, null),
  disabledBy: fc.constantFrom('Ana', 'Ben', null),
  disabledAt: fc.constantFrom(now, null),
  reviewOn: fc.constantFrom('2025-11-03', '2026-12-01', null),
})

const someNoted = fc.constantFrom<Noted>('nothing', 'once', 'open', 'seen')

async function note(accountId: string, noted: Noted, field: 'name' | 'email'): Promise<void> {
  if (noted === 'nothing') return
  await database.db.insert(drift).values({
    id: randomUUID(),
    accountId,
    field,
    before: 'a',
    after: 'b',
    seenAt: now,
    confirmedAt: noted === 'once' ? null : now,
    acknowledgedAt: noted === 'seen' ? now : null,
  })
}

const someFilter = fc.record(
  {
    q: fc.constantFrom(
      '',
      'a',
      'ac',
      'acme',
      'gamma',
      'Beta',
      'beta-g',
      'beta g',
      'zurich',
      '山田',
      '%',
      '_',
      "'",
      'example',
    ),
    status: fc.subarray([...accountStatuses], { maxLength: 2 }),
    rollup: fc.subarray(['yes', 'no', 'unknown'] as const, { maxLength: 2 }),
    pricing: fc.subarray(['yes', 'no', 'unknown'] as const, { maxLength: 1 }),
    currency: fc.subarray(['USD', 'EUR', 'unknown'], { maxLength: 1 }),
    limit: fc.subarray(['known', 'unknown'] as const, { maxLength: 1 }),
    missing: fc.subarray(['yes', 'no'] as const, { maxLength: 1 }),
    protected: fc.subarray(['yes', 'no'] as const, { maxLength: 1 }),
    drifted: fc.subarray(['yes', 'no'] as const, { maxLength: 1 }),
    creditMin: fc.constantFrom(null, 0, 9.5),
    channelsMax: fc.constantFrom(null, 5),
    createdFrom: fc.constantFrom('', '2025-01-02'),
    createdTo: fc.constantFrom('', '2025-06-01'),
    reviewTo: fc.constantFrom('', '2026-01-01'),
    disabledBy: fc.constantFrom('', 'an'),
  },
  { requiredKeys: [] },
)

const someSort = fc.uniqueArray(fc.record({ key: fc.constantFrom(...accountSortKeys), descending: fc.boolean() }), {
  selector: sort => sort.key,
  maxLength: 3,
})

// ---- the same, told again in the plainest way ----

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

function matchesText(one: Row, q: string): boolean {
  const needle = fold(q).trim()
  if (needle === '') return true
  const texts = [one.organizationName, one.email].flatMap(text => (text ? [fold(text)] : []))
  if ([...needle].length >= 3 || !/^[\p{L}\p{N}]/u.test(needle))
    return texts.some(text => text.includes(needle)) || one.id.includes(needle)
  const startsWord = (text: string) =>
    [...text.matchAll(/[\p{L}\p{N}]+/gu)].some(word => text.slice(word.index).startsWith(needle))
  return texts.some(startsWord) || one.id.startsWith(needle)
}

const flag = (value: boolean | null | undefined) => (value == null ? 'unknown' : value ? 'yes' : 'no')

function plainFacets(one: Row): Record<(typeof accountFacets)[number], string> {
  return {
    status: one.status,
    rollup: flag(one.rollupBilling),
    pricing: flag(one.customPricing),
    currency: one.currency ?? 'unknown',
    limit: one.channelLimit == null ? 'unknown' : 'known',
    missing: one.missingSince == null ? 'no' : 'yes',
    protected: one.protectedAt == null ? 'no' : 'yes',
    drifted: one.drifted ? 'yes' : 'no',
  }
}

function matchesRanges(one: Row, filter: AccountFilter): boolean {
  // A rollup account's credit is its manager's.
  const credit = one.rollupBilling === false ? one.availableCredit : null
  if (filter.creditMin !== null && !(credit != null && Number(credit) >= filter.creditMin)) return false
  if (filter.channelsMax !== null && !(one.channelLimit != null && one.channelLimit <= filter.channelsMax)) return false
  if (filter.createdFrom !== '' && !(one.createdAt && one.createdAt.toISOString().slice(0, 10) >= filter.createdFrom))
    return false
  if (filter.createdTo !== '' && !(one.createdAt && one.createdAt.toISOString().slice(0, 10) <= filter.createdTo))
    return false
  if (filter.reviewTo !== '' && !(one.status === 'disabled' && one.reviewOn && one.reviewOn <= filter.reviewTo))
    return false
  if (
    filter.disabledBy !== '' &&
    !(one.status === 'disabled' && one.disabledBy?.toLowerCase().includes(filter.disabledBy))
  )
    return false
  return true
}

function plainMatches(one: Row, filter: AccountFilter, without?: string): boolean {
  const values = plainFacets(one)
  const facets = accountFacets.every(facet => {
    const wanted: readonly string[] = filter[facet]
    return facet === without || wanted.length === 0 || wanted.includes(values[facet])
  })
  return facets && matchesText(one, filter.q) && matchesRanges(one, filter)
}

const collator = new Intl.Collator('und')
const plainValue: Record<AccountSortKey, (one: Row) => string | number | null | undefined> = {
  name: one => one.organizationName,
  email: one => one.email,
  id: one => one.id,
  status: one => accountStatuses.indexOf(one.status),
  rollup: one => (one.rollupBilling == null ? null : Number(one.rollupBilling)),
  pricing: one => (one.customPricing == null ? null : Number(one.customPricing)),
  channels: one => one.channelLimit,
  currency: one => one.currency,
  credit: one => (one.availableCredit == null || one.rollupBilling !== false ? null : Number(one.availableCredit)),
  created: one => one.createdAt?.getTime(),
  updated: one => one.updatedAt?.getTime(),
  review: one => (one.status === 'disabled' && one.reviewOn ? Date.parse(one.reviewOn) : null),
}

function plainCompare(a: Row, b: Row, sorts: readonly AccountSort[]): number {
  for (const { key, descending } of sorts) {
    const [left, right] = [plainValue[key](a) ?? null, plainValue[key](b) ?? null]
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1
      continue
    }
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : key === 'id'
          ? left < right
            ? -1
            : Number(left > right)
          : collator.compare(String(left), String(right))
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

function expectSorted(ids: readonly string[], rows: readonly Row[], sorts: readonly AccountSort[]): void {
  const byId = new Map(rows.map(one => [one.id, one]))
  ids.slice(1).forEach((id, index) => {
    const [before, after] = [byId.get(ids[index] ?? ''), byId.get(id)]
    if (before && after) expect(plainCompare(before, after, sorts)).toBeLessThanOrEqual(0)
  })
}

function expectFacets(fleet: Fleet, rows: readonly Row[], filter: AccountFilter): void {
  const { total, facets } = fleet.selection(filter)
  expect(total).toBe(rows.filter(one => plainMatches(one, filter)).length)
  for (const facet of accountFacets) {
    const counted: Record<string, number> = {}
    for (const one of rows) {
      if (!plainMatches(one, filter, facet)) continue
      const value = plainFacets(one)[facet]
      counted[value] = (counted[value] ?? 0) + 1
    }
    expect(Object.fromEntries(facets[facet].map(({ value, count }) => [value, count]))).toEqual(counted)
  }
}

describe('fleet', () => {
  it('selects, sorts and counts as the plainest code does, also after changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someRow, someNoted), { minLength: 1, maxLength: 25 }),
        fc.array(fc.tuple(someRow, someNoted), { maxLength: 6 }),
        fc.array(fc.tuple(someFilter, someSort), { minLength: 1, maxLength: 6 }),
        async (first, later, questions) => {
          for (const table of [drift, accounts]) await database.db.delete(table)
          forgetFleet(database)
          let rows = first.map(([one, noted]) => row({ ...one, drifted: noted === 'open' }))
          await database.db.insert(accounts).values(rows)
          for (const [index, [, noted]] of first.entries()) await note(rows[index]?.id ?? '', noted, 'name')
          const ask = async () => {
            const fleet = await fleetOf(database)
            for (const [partial, sorts] of questions) {
              const filter = { ...everyAccount, ...partial }
              const ids = fleet.matching(filter, sorts)
              expect([...ids].sort()).toEqual(
                rows
                  .filter(one => plainMatches(one, filter))
                  .map(one => one.id)
                  .sort(),
              )
              expectSorted(ids, rows, sorts)
              expect(fleet.page(filter, sorts, 2, 3)).toEqual(ids.slice(2, 5))
              expectFacets(fleet, rows, filter)
            }
          }
          await ask()
          // Some change, some come.
          for (const [index, [change, noted]] of later.entries()) {
            const id = rows[index]?.id
            if (id && index % 2 === 0) {
              await database.db.update(accounts).set(change).where(eq(accounts.id, id))
              await note(id, noted, 'email')
              rows = rows.map(one =>
                one.id === id ? { ...one, ...change, drifted: one.drifted === true || noted === 'open' } : one,
              )
            } else {
              const added = row({ ...change, drifted: noted === 'open' })
              await database.db.insert(accounts).values(added)
              await note(added.id, noted, 'name')
              rows = [...rows, added]
            }
          }
          await ask()
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 15_000 },
    )
  })

  it('finds notes as soon as they are written', async () => {
    const account = row({ organizationName: 'Nothing special' })
    await database.db.insert(accounts).values(account)
    const find = async (filter: Partial<AccountFilter>) =>
      (await fleetOf(database)).matching({ ...everyAccount, ...filter }, [])
    expect(await find({ q: 'hospital' })).toEqual([])
    await database.db.insert(accountNotes).values({
      id: randomUUID(),
      accountId: account.id,
      text: 'Hospital: never disable',
      operatorId: randomUUID(),
      operatorName: 'Ana',
      createdAt: now,
    })
    expect(await find({ q: 'hospital' })).toEqual([account.id])
  })

  it('misses nothing that commits later than it began', async () => {
    const [early, late] = [row(), row()]
    await database.db.insert(accounts).values([early, late])
    const { horizon } = await readChanged(database.db, null)
    if (database.kind === 'postgres') {
      // The first transaction commits after the second one was already read.
      let commit: () => void = () => {}
      const held = new Promise<void>(resolve => {
        commit = resolve
      })
      let begun: () => void = () => {}
      const started = new Promise<void>(resolve => {
        begun = resolve
      })
      const slow = database.db.transaction(async tx => {
        await tx.update(accounts).set({ organizationName: 'Slow' }).where(eq(accounts.id, early.id))
        begun()
        await held
      })
      await started
      await database.db.update(accounts).set({ organizationName: 'Quick' }).where(eq(accounts.id, late.id))
      const between = await readChanged(database.db, horizon)
      expect(between.accounts.map(one => one.name)).toContain('Quick')
      commit()
      await slow
      const after = await readChanged(database.db, between.horizon)
      expect(after.accounts.map(one => one.name)).toContain('Slow')
      return
    }
    await database.db.update(accounts).set({ organizationName: 'Quick' }).where(eq(accounts.id, late.id))
    expect((await readChanged(database.db, horizon)).accounts.map(one => one.name)).toContain('Quick')
  })

  it('knows a value for every facet of every account', () => {
    expect(Object.keys(facetValue).sort()).toEqual([...accountFacets].sort())
  })
})
