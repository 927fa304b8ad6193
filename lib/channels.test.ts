import { describe, expect, it } from 'vitest'
import { loadChannelSearch, overAllocation, poolShares, serializeChannelSearch, whatIf } from './channels'

describe('the shares of the pool', () => {
  it('divide the allocated channels into known and unattributed ones, and the rest is free', () => {
    expect(poolShares({ pool: 100, allocated: 60 }, 25)).toEqual({
      known: 25,
      unattributed: 35,
      free: 40,
      over: 0,
      stale: 0,
    })
  })

  it('state the over-allocation, and never a negative number of free channels', () => {
    expect(poolShares({ pool: 100, allocated: 120 }, 120)).toMatchObject({ unattributed: 0, free: 0, over: 20 })
  })

  it('are never negative when the known limits exceed what Telnyx counts', () => {
    const shares = poolShares({ pool: 100, allocated: 60 }, 75)
    expect(shares).toEqual({ known: 60, unattributed: 0, free: 40, over: 0, stale: 15 })
  })

  it('always add up to what Telnyx counts as allocated', () => {
    for (const pool of [0, 1, 50])
      for (const allocated of [0, 1, 49, 50, 51])
        for (const sum of [0, 1, 50, 90]) {
          const { known, unattributed } = poolShares({ pool, allocated }, sum)
          expect(known + unattributed).toBe(allocated)
          expect(Math.min(known, unattributed)).toBeGreaterThanOrEqual(0)
        }
  })
})

describe('the pool after a new limit', () => {
  const pool = { pool: 100, allocated: 90 }

  it('is exact when the current limit is known', () => {
    expect(whatIf(pool, 20, 25, 0)).toEqual({ kind: 'fits', least: 5, most: 5 })
    expect(whatIf(pool, 20, 30, 0)).toEqual({ kind: 'fits', least: 0, most: 0 })
    expect(whatIf(pool, 20, 0, 0)).toEqual({ kind: 'fits', least: 30, most: 30 })
  })

  it('refuses one channel more than is free, and states the highest limit', () => {
    const over = whatIf(pool, 20, 31, 0)
    expect(over).toEqual({ kind: 'over', most: 30, free: 10 })
    expect(over.kind === 'over' && overAllocation(over, pool)).toBe(
      'Only 10 of 100 channels are free. This account can have up to 30.',
    )
  })

  it('is a range when only Telnyx knows the current limit', () => {
    expect(whatIf(pool, null, 4, 30)).toEqual({ kind: 'fits', least: 6, most: 36 })
    expect(whatIf(pool, null, 11, 30)).toEqual({ kind: 'unsure', free: 10 })
    expect(whatIf(pool, null, 101, 30)).toMatchObject({ kind: 'over', most: 100 })
  })

  it('allows an over-allocated pool to shrink but not to grow', () => {
    const full = { pool: 100, allocated: 130 }
    expect(whatIf(full, 50, 40, 0)).toEqual({ kind: 'fits', least: -20, most: -20 })
    expect(whatIf(full, 50, 51, 0)).toEqual({ kind: 'over', most: 50, free: 0 })
  })

  it('reports that channels are not enabled', () => {
    expect(whatIf({ pool: 0, allocated: 0 }, null, 5, 0)).toEqual({ kind: 'off' })
  })
})

describe('the address of the channels list', () => {
  it('round-trips', () => {
    const search = { q: 'münchen & co', limit: ['zero' as const], sort: '-limit' as const, page: 3, size: 100 }
    expect(loadChannelSearch(new URLSearchParams(serializeChannelSearch(search)))).toEqual(search)
  })

  it('replaces invalid values with the defaults', () => {
    expect(loadChannelSearch(new URLSearchParams('limit=lots&sort=price&page=-4&size=7&q='))).toEqual({
      q: '',
      limit: [],
      sort: 'name',
      page: 1,
      size: 50,
    })
  })
})
