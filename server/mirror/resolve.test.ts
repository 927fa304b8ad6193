import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ManagedAccount, SweptStatus } from '@/lib/managed-account'
import { statusSeenAt } from '@/lib/sync'
import type { ListFilter, Listing } from './listing'
import { resolveStatuses, statusFilterIgnored } from './resolve'
import { nextSweepAt, spreadMs } from './scheduler'

function listing(filter: ListFilter, ids: readonly string[]): Listing {
  const account = (id: string): ManagedAccount => ({
    id,
    email: null,
    apiUser: null,
    organizationName: null,
    managerAccountId: null,
    createdAt: null,
    updatedAt: null,
    allowCustomPricing: null,
    rollupBilling: null,
  })
  return { filter, rows: new Map(ids.map(id => [id, account(id)])), total: ids.length, enough: true, complete: true }
}

const names = (n: number, prefix = 'a') => Array.from({ length: n }, (_, i) => `${prefix}${i}`)

describe('whether the status filter is ignored', () => {
  const cases = [
    { name: 'both empty', enabled: [], disabled: [], ignored: false },
    { name: 'nobody in both', enabled: names(9), disabled: names(3, 'b'), ignored: false },
    { name: 'the same set', enabled: names(9), disabled: names(9), ignored: true },
    { name: 'one created between the lists', enabled: names(9), disabled: names(10), ignored: true },
    { name: 'one account that changed in between', enabled: names(9), disabled: ['a3'], ignored: false },
    { name: 'one of two changed in between', enabled: names(2), disabled: ['a0'], ignored: false },
  ]
  test.each(cases)('$name: $ignored', ({ enabled, disabled, ignored }) => {
    expect(statusFilterIgnored([listing('enabled', enabled), listing('disabled', disabled)])).toBe(ignored)
  })
})

describe('the status that is shown', () => {
  const resolve = (lists: Partial<Record<ListFilter, string[]>>, kept: SweptStatus[] = [], before: string[] = []) => {
    const listings = Object.entries(lists).map(([filter, ids]) => listing(filter as ListFilter, ids))
    const [seen] = resolveStatuses(listings, false, new Set(kept), () => before)
    return seen && { status: seen.status, matched: seen.matched }
  }
  const cases = [
    { lists: { enabled: ['x'] }, status: 'enabled', matched: ['enabled'] },
    { lists: { enabled: ['x'], disabled: ['x'] }, status: 'disabled', matched: ['enabled', 'disabled'] },
    { lists: { blocked: ['x'], disabled: ['x'] }, status: 'blocked', matched: ['disabled', 'blocked'] },
    { lists: { cancelled: ['x'], blocked: ['x'] }, status: 'cancelled', matched: ['blocked', 'cancelled'] },
    { lists: { all: ['x'] }, status: 'unknown', matched: [] },
  ]
  test.each(cases)('$lists → $status', ({ lists, status, matched }) => {
    expect(resolve(lists)).toEqual({ status, matched })
  })

  test('an incomplete list removes no account from its status, and complete lists do', () => {
    expect(resolve({ enabled: ['x'] }, ['blocked'], ['blocked', 'disabled'])).toEqual({
      status: 'blocked',
      matched: ['enabled', 'blocked'],
    })
  })
})

describe('when the next sweep begins', () => {
  const at = (seconds: number) => new Date(1_000_000_000_000 + seconds * 1_000)
  test('starts one interval after the last one began', () => {
    expect(nextSweepAt({ state: 'succeeded', startedAt: at(0), finishedAt: at(4) }, 60)).toEqual(at(60))
  })
  test('starts after a pause as long as the last sweep, if that was longer', () => {
    expect(nextSweepAt({ state: 'succeeded', startedAt: at(0), finishedAt: at(45) }, 60)).toEqual(at(90))
  })
  test('starts sooner after a failed one', () => {
    expect(nextSweepAt({ state: 'failed', startedAt: at(0), finishedAt: at(10) }, 60)).toEqual(at(40))
    expect(nextSweepAt({ state: 'failed', startedAt: at(0), finishedAt: at(10) }, 5)).toEqual(at(15))
  })
})

describe('how the rate limit stretches the interval', () => {
  const started = new Date(1_000_000_000_000)
  const last = (state: 'succeeded' | 'failed', seconds: number) => ({
    state,
    startedAt: started,
    finishedAt: new Date(started.getTime() + seconds * 1_000),
  })
  test('sweeps take a tenth of the limit, and leave the rest of sync’s fifth to balances', () => {
    expect(spreadMs(400, { limit: 100, windowMs: 1_000 })).toBe(40_000)
    expect(spreadMs(7, { limit: 300, windowMs: 60_000 })).toBe(14_000)
    expect(spreadMs(7, { limit: 1, windowMs: 1_000 })).toBe(70_000)
  })
  test('nothing is stretched while no limit was reported', () => {
    expect(spreadMs(400, { limit: null, windowMs: null })).toBe(0)
  })
  test('the longest of interval, spread and pause decides, also after a failure', () => {
    const later = (ms: number) => new Date(started.getTime() + ms)
    expect(nextSweepAt(last('succeeded', 4), 60, 40_000)).toEqual(later(60_000))
    expect(nextSweepAt(last('succeeded', 4), 60, 70_000)).toEqual(later(70_000))
    expect(nextSweepAt(last('succeeded', 45), 60, 70_000)).toEqual(later(90_000))
    expect(nextSweepAt(last('failed', 10), 60, 70_000)).toEqual(later(70_000))
    expect(nextSweepAt(last('failed', 10), 60, 20_000)).toEqual(later(40_000))
  })
  test('a sweep never takes more than a fifth of the limit until the next one, for any number of accounts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1_000, max: 120_000 }),
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom('succeeded' as const, 'failed' as const),
        (requests, limit, windowMs, interval, state) => {
          const next = nextSweepAt(last(state, 1), interval, spreadMs(requests, { limit, windowMs }))
          const windows = (next.getTime() - started.getTime()) / windowMs
          expect(requests).toBeLessThanOrEqual((windows * limit) / 5 + 1e-6)
        },
      ),
    )
  })
})

describe('when a status was last confirmed', () => {
  const row = {
    status: 'enabled',
    statusMatched: ['enabled'],
    statusObservedAt: '2026-11-21T10:00:00.000Z',
    missingSince: null,
  } as const
  const asOf = '2026-11-21T11:00:00.000Z'
  test('at the last sweep when that sweep matched it', () => {
    expect(statusSeenAt(row, asOf)).toBe(asOf)
  })
  test('at its own time when it is newer, was set by a command, is missing, or nothing was swept', () => {
    expect(statusSeenAt({ ...row, statusObservedAt: '2026-11-21T11:30:00.000Z' }, asOf)).toBe(
      '2026-11-21T11:30:00.000Z',
    )
    expect(statusSeenAt({ ...row, status: 'disabled' }, asOf)).toBe(row.statusObservedAt)
    expect(statusSeenAt({ ...row, missingSince: asOf }, asOf)).toBe(row.statusObservedAt)
    expect(statusSeenAt(row, null)).toBe(row.statusObservedAt)
  })
})
