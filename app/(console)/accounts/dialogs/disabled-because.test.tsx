import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { DialogAccount } from '../dialogs-context'
import { DisabledBecause } from './disabled-because'
import { SendNow } from './send-now'

const account: DialogAccount = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Acme',
  email: 'acme@example.test',
  status: 'disabled',
  rollupBilling: false,
  customPricing: false,
  channelLimit: null,
  protectedReason: null,
  currency: 'USD',
}
const disabled = { disabledAt: '2026-11-03T09:00:00.000Z', disabledBy: 'Ana Ruiz', disabledReason: 'fraud' }

const wordsOf = (about: Partial<DialogAccount>) =>
  renderToStaticMarkup(<DisabledBecause account={{ ...account, ...about }} />).replace(/<[^>]*>/g, '')

it('repeats by whom, why and with which ticket the account was disabled', () => {
  const words = wordsOf({ ...disabled, disableTicket: 'ZD-1' })
  expect(words).toContain('Disabled by Ana Ruiz')
  expect(words).toContain('Reason: Suspected fraud, ticket ZD-1')
})

it('says that no reason is on record', () => {
  expect(wordsOf({ ...disabled, disabledReason: null })).toContain('Reason: not on record')
  expect(wordsOf({ disabledAt: null })).toBe('Disabled; no reason on record.')
})

it('claims nothing where the row does not have the facts, or the account is not disabled', () => {
  expect(wordsOf({})).toBe('')
  expect(wordsOf({ ...disabled, status: 'unknown' })).toBe('')
})

it('says instead of the box that fraud is sent at once', () => {
  expect(renderToStaticMarkup(<SendNow reason="fraud" />)).toContain('Suspected fraud: sent at once')
  expect(renderToStaticMarkup(<SendNow reason="unpaid" />)).toContain('type="checkbox"')
})
