import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { AccountLimit } from '@/lib/account-limit'
import { LimitWarning, limitWords } from './account-limit'

const limit: AccountLimit = { cap: 1_000, counts: 'active', active: 934, all: 1_018, underWay: 0 }

it('says what is counted, and what is not', () => {
  expect(limitWords(limit)).toBe('934 active of 1,000 · 1,018 with cancelled')
  expect(limitWords({ ...limit, counts: 'all' })).toBe('1,018 with cancelled of 1,000 · 934 active')
  expect(limitWords({ ...limit, all: 934 })).toBe('934 of 1,000')
})

it('warns where more is wanted than fits, by the figure that counts', () => {
  const { container, rerender } = render(<LimitWarning limit={limit} wanted={66} />)
  expect(container.textContent).toBe('')
  rerender(<LimitWarning limit={limit} wanted={67} />)
  expect(screen.getByText('Only 66 more accounts fit within the account limit')).toBeTruthy()
  rerender(<LimitWarning limit={{ ...limit, underWay: 65 }} wanted={2} />)
  expect(screen.getByText('Only 1 more account fits within the account limit')).toBeTruthy()
  expect(container.textContent).toContain('1,018 with cancelled, 65 being created. Telnyx refuses accounts')
  rerender(<LimitWarning limit={{ ...limit, counts: 'all' }} wanted={1} />)
  expect(screen.getByText('The account limit is reached')).toBeTruthy()
})
