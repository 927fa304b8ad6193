import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Role } from '@/lib/permissions'
import { AccountDialogs } from '../account-dialogs'
import type { DialogAccount } from '../dialogs-context'
import { AccountSummary } from './account-summary'

const account: DialogAccount = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Acme',
  email: 'acme@example.test',
  status: 'enabled',
  rollupBilling: true,
  customPricing: false,
  channelLimit: null,
  protectedReason: null,
  availableCredit: '23420.55',
  currency: 'USD',
}

function wordsOf(shown: DialogAccount, role: Role = 'manager'): string {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <AccountDialogs role={role}>
      <AccountSummary account={shown} />
    </AccountDialogs>,
  )
  return place.textContent ?? ''
}

it('marks the figure of a rollup account as the manager’s shared balance', () => {
  expect(wordsOf(account)).toContain('Available creditshared23,420.55 USDYour manager account’s balance, shared')
})

it('shows no such mark beside an account’s own balance', () => {
  expect(wordsOf({ ...account, rollupBilling: false })).toMatch(/Available credit23,420\.55 USD$/)
})

it('does not call a balance the account’s own when Telnyx did not report the flag', () => {
  expect(wordsOf({ ...account, rollupBilling: null })).toContain('shared?')
})

it('shows no balance to support', () => {
  expect(wordsOf(account, 'support')).not.toContain('23,420')
})
