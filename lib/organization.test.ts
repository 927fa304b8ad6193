import fc from 'fast-check'
import { createLoader } from 'nuqs/server'
import { describe, expect, it } from 'vitest'
import {
  dormantDays,
  isConfirmedBy,
  type RosterSearch,
  type RosterUser,
  reviewChecks,
  rosterSearchParsers,
  rosterSortKeys,
  serializeRosterSearch,
} from './organization'
import { removeUserInput } from './organization-inputs'
import { pageSizes } from './page-sizes'
import { hasFinding, statusWord, viewRoster } from './roster'

const at = '2026-11-21T12:00:00.000Z'
const daysAgo = (days: number) => new Date(Date.parse(at) - days * 24 * 3_600_000).toISOString()

function user(facts: Partial<RosterUser>): RosterUser {
  return {
    id: 'u',
    email: 'someone@example.test',
    isOwner: false,
    status: 'enabled',
    bypassesSso: false,
    createdAt: daysAgo(400),
    lastSignInAt: daysAgo(1),
    groups: [{ id: 'ops', name: 'Operations' }],
    isSelf: false,
    pending: null,
    ...facts,
  }
}

const load = createLoader(rosterSearchParsers)
const everything = load({})
const search = (patch: Partial<RosterSearch>): RosterSearch => ({ ...everything, ...patch })
const ids = (users: readonly RosterUser[]) => users.map(one => one.id)

describe('the address', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const searches: fc.Arbitrary<RosterSearch> = fc.record({
    view: fc.constantFrom('list', 'groups'),
    q: fc.string({ unit: 'grapheme', maxLength: 60 }),
    // An empty one is not reported by Telnyx.
    status: fc.array(fc.oneof(word, fc.constant('')), { maxLength: 3 }),
    group: fc.array(word, { maxLength: 3 }),
    review: fc.uniqueArray(fc.constantFrom(...reviewChecks)),
    sort: fc.constantFrom(...rosterSortKeys.flatMap(key => [key, `-${key}`] as const)),
    page: fc.integer({ min: 1, max: 100_000 }),
    size: fc.constantFrom(...pageSizes),
    user: fc.option(word),
  })

  it('contains the whole search, unusual ids included', () => {
    fc.assert(
      fc.property(searches, wanted => {
        const query = serializeRosterSearch(wanted)
        expect(load(new URL(`https://console.test/organization${query}`).searchParams)).toEqual(wanted)
      }),
    )
  })

  it('replaces invalid values with the defaults', () => {
    const odd = { view: 'x', sort: 'password', page: '-3', size: '7', review: 'never,nonsense' }
    expect(load(odd)).toMatchObject({ view: 'list', sort: 'email', page: 1, size: 50, review: ['never'] })
  })
})

describe('findings of an access review', () => {
  it.each([
    ['never', { lastSignInAt: null }, true],
    ['never', { lastSignInAt: daysAgo(400) }, false],
    ['dormant', { lastSignInAt: daysAgo(dormantDays + 1) }, true],
    ['dormant', { lastSignInAt: daysAgo(dormantDays) }, false],
    ['dormant', { lastSignInAt: null }, false],
    ['sso', { bypassesSso: true }, true],
    ['sso', { bypassesSso: null }, false],
    ['ungrouped', { groups: [] }, true],
    ['ungrouped', { groups: null }, false],
  ] as const)('%s of %j is %s', (check, facts, expected) => {
    expect(hasFinding(user(facts as Partial<RosterUser>), check, at)).toBe(expected)
  })
})

describe('the view', () => {
  const users = [
    user({ id: '1', email: 'Zoe@example.test', lastSignInAt: null, groups: [] }),
    user({ id: '2', email: 'adam@example.test', status: 'blocked', bypassesSso: true }),
    user({ id: '3', email: 'éva@example.test', status: 'suspended_by_carrier', lastSignInAt: daysAgo(200) }),
    user({ id: '4', email: null, status: null, groups: null, bypassesSso: null, createdAt: null }),
  ]

  it('finds any part of the e-mail, ignoring case', () => {
    expect(ids(viewRoster(users, search({ q: ' ZOE@ex ' }), at).rows)).toEqual(['1'])
    expect(viewRoster(users, search({ q: 'nobody' }), at)).toMatchObject({ rows: [], rowCount: 0, page: 1 })
  })

  it('keeps unknown statuses, and those that Telnyx did not report', () => {
    const view = viewRoster(users, search({ status: ['suspended_by_carrier', ''] }), at)
    expect(ids(view.rows).sort()).toEqual(['3', '4'])
    expect(view.statuses).toContainEqual({ value: 'suspended_by_carrier', label: 'suspended_by_carrier', count: 1 })
    expect(statusWord('enabled')).toBe('Enabled')
  })

  it('counts what choosing a value would give, with all other filters', () => {
    const view = viewRoster(users, search({ status: ['blocked'], review: ['sso'] }), at)
    expect(ids(view.rows)).toEqual(['2'])
    expect(view.review).toEqual({ never: 0, dormant: 0, sso: 1, ungrouped: 0 })
    expect(view.statuses.find(one => one.value === 'enabled')?.count).toBe(0)
    expect(viewRoster(users, everything, at).review).toEqual({ never: 1, dormant: 1, sso: 1, ungrouped: 1 })
    expect(viewRoster(users, everything, at).groups).toEqual([{ value: 'ops', label: 'Operations', count: 2 }])
  })

  it('sorts unknown values last in both directions', () => {
    expect(ids(viewRoster(users, search({ sort: 'email' }), at).rows)).toEqual(['2', '3', '1', '4'])
    expect(ids(viewRoster(users, search({ sort: '-email' }), at).rows)).toEqual(['1', '3', '2', '4'])
    expect(ids(viewRoster(users, search({ sort: '-signin' }), at).rows).at(-1)).toBe('1')
  })

  it('shows the last page for a page beyond it', () => {
    const many = Array.from({ length: 60 }, (_, index) => user({ id: `${index}`, email: `u${index}@example.test` }))
    const view = viewRoster(many, search({ page: 9, size: 25 }), at)
    expect(view).toMatchObject({ page: 3, rowCount: 60 })
    expect(view.rows).toHaveLength(10)
  })

  it('contains every user over all pages, whatever the sort', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rosterSortKeys.flatMap(key => [key, `-${key}`] as const)),
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 80 }),
        (sort, names) => {
          const all = names.map(name => user({ id: name, email: name }))
          const pages = [1, 2, 3, 4].map(page => viewRoster(all, search({ sort, page, size: 25 }), at))
          const seen = pages.filter((view, index) => view.page === index + 1).flatMap(view => ids(view.rows))
          expect(seen.sort()).toEqual([...names].sort())
        },
      ),
    )
  })
})

describe('removing', () => {
  it('is confirmed by typing the e-mail, or the id of a user without one', () => {
    expect(isConfirmedBy(user({}), ' Someone@Example.test ')).toBe(true)
    expect(isConfirmedBy(user({}), 'someone')).toBe(false)
    expect(isConfirmedBy(user({}), '')).toBe(false)
    expect(isConfirmedBy(user({ id: '4711', email: null }), '4711')).toBe(true)
  })

  it('requires a reason', () => {
    expect(removeUserInput.safeParse({ userId: '1', confirmation: 'x', reason: ' a ' }).success).toBe(false)
  })
})
