import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { AccountLimit } from '@/lib/account-limit'
import { LimitWarning, limitWords } from './account-limit'

const limit: AccountLimit = { cap: 1_000, counts: 'active', active: 934, all: 1_018, underWay: 0 }

it('the account limit names which accounts are counted and which are not', () => {
  expect(limitWords(limit)).toBe('934 active of 1,000 · 1,018 including cancelled')
  expect(limitWords({ ...limit, counts: 'all' })).toBe('1,018 including cancelled of 1,000 · 934 active')
  expect(limitWords({ ...limit, all: 934 })).toBe('934 of 1,000')
})

it('the warning appears when more accounts are to be created than fit, and shows the figure that counts', () => {
  const warning = (of: Partial<AccountLimit>, wanted: number) =>
    renderToStaticMarkup(<LimitWarning limit={{ ...limit, ...of }} wanted={wanted} />)
  expect(warning({}, 66)).toBe('')
  expect(warning({}, 67)).toContain('Only 66 more accounts fit within the account limit')
  const last = warning({ underWay: 65 }, 2)
  expect(last).toContain('Only 1 more account fits within the account limit')
  expect(last).toContain('1,018 including cancelled, 65 being created. Telnyx refuses accounts')
  expect(warning({ counts: 'all' }, 1)).toContain('The account limit is reached')
})
