// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { formatMoney } from './format-money'

describe('formatMoney', () => {
  it.each([
    ['0', 'USD', '0.00 USD'],
    ['1234567.5', 'USD', '1,234,567.50 USD'],
    ['-1234.50', 'USD', '−1,234.50 USD'],
    ['1000', 'JPY', '1,000 JPY'],
    ['1.5', 'KWD', '1.500 KWD'],
    ['007', 'EUR', '7.00 EUR'],
    ['12.3400', 'EUR', '12.34 EUR'],
    ['999999', null, '999,999.00'],
    ['1', 'not a currency', '1.00 not a currency'],
  ])('%s %s is %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)?.text).toBe(text)
  })

  it('keeps digits that a float would lose', () => {
    expect(formatMoney('9007199254740993.0000001', 'USD')?.text).toBe('9,007,199,254,740,993.0000001 USD')
  })

  it('never shows a negative zero', () => {
    expect(formatMoney('-0.00', 'USD')).toMatchObject({ negative: false, text: '0.00 USD' })
  })

  it.each(['', 'abc', '1,000', '1e3', '0x10', '.5'])('does not parse %j', amount => {
    expect(formatMoney(amount, 'USD')).toBeNull()
  })
})
