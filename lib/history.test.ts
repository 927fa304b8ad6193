import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dailyValues, estimateCredit, estimateDays, linesOf } from './history'

const falling = (days: number, perDay: number, from = 1_000) =>
  Array.from({ length: days }, (_, at) => (from - at * perDay).toFixed(2))

describe('days left at the present rate', () => {
  it('divides the credit by the average fall of 14 days', () => {
    expect(estimateCredit(falling(estimateDays + 1, 10), '100.00')).toEqual({ daysLeft: 10, perDay: '10.00', days: 14 })
    expect(estimateCredit(falling(40, 0.01), '0.035')).toEqual({ daysLeft: 3, perDay: '0.01', days: 14 })
  })

  it('counts a payment as a day without spending', () => {
    const balances = falling(estimateDays + 1, 10)
    const paid = balances.map((balance, at) => (at < 7 ? balance : String(Number(balance) + 500)))
    expect(estimateCredit(paid, '130')).toEqual({ daysLeft: 14, perDay: '9.28', days: 14 })
  })

  it('are unknown with too few days, unknown days, no spending or no credit', () => {
    expect(estimateCredit(falling(estimateDays, 10), '100')).toBeNull()
    expect(estimateCredit([...falling(10, 1), null, ...falling(10, 1)], '100')).toBeNull()
    expect(estimateCredit(falling(30, 0), '100')).toBeNull()
    expect(estimateCredit(falling(30, 1), '-0.01')).toBeNull()
    expect(estimateCredit(falling(30, 1), null)).toBeNull()
  })

  it('is exact for amounts that a float cannot hold', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 18n })
    fc.assert(
      fc.property(amount, amount, (perDay, left) => {
        const decimal = (units: bigint) => `${units / 10_000n}.${String(units % 10_000n).padStart(4, '0')}`
        const balances = Array.from({ length: estimateDays + 1 }, (_, at) =>
          decimal(perDay * BigInt(estimateDays - at)),
        )
        expect(estimateCredit(balances, decimal(left))?.daysLeft).toBe(Number(left / perDay))
      }),
    )
  })
})

describe('values of days', () => {
  const day = 86_400_000
  const at = (days: number) => new Date(days * day).toISOString()
  const seen = (from: number, confirmed: number, value: string) => ({ at: at(from), confirmedAt: at(confirmed), value })

  it('are known for two days after their last confirmation', () => {
    const ends = [1, 2, 3, 4, 5, 6, 7].map(one => one * day)
    expect(dailyValues([seen(1.5, 2.5, 'a'), seen(5.2, 5.2, 'b')], ends)).toEqual([null, 'a', 'a', 'a', null, 'b', 'b'])
    expect(dailyValues([], ends).every(value => value === null)).toBe(true)
  })

  it('have a gap where a day has no row', () => {
    const rows = [
      { day: '2026-01-01', key: 'EUR', value: '1' },
      { day: '2026-01-03', key: 'EUR', value: '3' },
      { day: '2026-01-03', key: 'USD', value: '4' },
    ]
    expect(linesOf(['2026-01-01', '2026-01-02', '2026-01-03'], rows)).toEqual([
      { key: 'EUR', values: ['1', null, '3'] },
      { key: 'USD', values: [null, null, '4'] },
    ])
  })
})
