import { describe, expect, it } from 'vitest'
import { readThreshold, thresholdOf } from './credit-threshold'

describe('the threshold of an account', () => {
  const account = { rollupBilling: false, currency: 'EUR', creditThreshold: null }

  it('is its own, else that of its currency, else the usual one', () => {
    const set = { EUR: '25' }
    expect(thresholdOf({ ...account, creditThreshold: '0' }, set)).toEqual({
      amount: '0',
      source: 'account',
      usual: '25',
    })
    expect(thresholdOf(account, set)).toEqual({ amount: '25', source: 'currency', usual: '25' })
    expect(thresholdOf(account, { USD: '25' })).toEqual({ amount: '10', source: 'default', usual: '10' })
    expect(thresholdOf({ ...account, currency: null }, set)).toMatchObject({ amount: '10', source: 'default' })
  })

  it('does not exist where the balance is not known to be its own', () => {
    for (const rollupBilling of [true, null])
      expect(thresholdOf({ ...account, rollupBilling, creditThreshold: '5' }, {})).toBeNull()
  })

  it.each([
    ['10', '10'],
    [' 007.50 ', '7.50'],
    ['-3', '-3'],
    ['0', '0'],
    ['1e3', null],
    ['1,000', null],
    ['12345678901', null],
    ['', null],
  ])('reads the threshold %j as %j', (text, threshold) => {
    expect(readThreshold(text)).toBe(threshold)
  })
})
