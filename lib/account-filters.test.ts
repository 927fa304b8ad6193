import { describe, expect, it } from 'vitest'
import { type AccountFilter, everyAccount, filterSentence, filterWords, isFiltered } from './account-filters'

/** One choice for every field that filters. */
const one: AccountFilter = {
  q: 'acme',
  status: ['disabled'],
  rollup: ['yes'],
  pricing: ['no'],
  currency: ['EUR'],
  limit: ['known'],
  missing: ['yes'],
  protected: ['yes'],
  drifted: ['no'],
  owing: ['yes'],
  reason: ['fraud'],
  disabledBy: ['Ana'],
  createdFrom: '2026-01-01',
  createdTo: '2026-02-01',
  updatedFrom: '2026-01-01',
  updatedTo: '',
  disabledFrom: '',
  disabledTo: '2026-02-01',
  reviewFrom: '',
  reviewTo: '2026-03-01',
  creditMin: 0,
  creditMax: null,
  channelsMin: null,
  channelsMax: 0,
}

describe('filters in words', () => {
  it('are empty when nothing is filtered', () => {
    expect(filterWords(everyAccount)).toEqual([])
    expect(isFiltered(everyAccount)).toBe(false)
  })

  it('have one entry for each part: removing all of them leaves every account', () => {
    let left: AccountFilter = one
    for (const word of filterWords(one)) left = { ...left, ...word.without }
    expect(left).toEqual(everyAccount)
    for (const key of Object.keys(everyAccount) as (keyof AccountFilter)[]) {
      const alone = { ...everyAccount, [key]: one[key] }
      expect(filterWords(alone).length > 0, key).toBe(isFiltered(alone))
    }
  })

  it('remove only their own part', () => {
    const two: AccountFilter = { ...everyAccount, status: ['enabled', 'disabled'], creditMin: 5 }
    const [first] = filterWords(two)
    expect({ ...two, ...first?.without }).toEqual({ ...everyAccount, status: ['disabled'], creditMin: 5 })
  })
})

it('form a sentence that names each part once', () => {
  expect(filterSentence(everyAccount)).toBe('')
  expect(filterSentence({ ...everyAccount, q: 'acme', status: ['disabled', 'blocked'], creditMin: 5 })).toBe(
    'Search: acme · Status: Disabled, Blocked · Available credit: from 5',
  )
})
