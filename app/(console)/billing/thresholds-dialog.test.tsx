import { onlineManager, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import type { BillingTotals } from '@/lib/billing'
import { billingTotalsQuery } from './queries'
import { ThresholdsDialog } from './thresholds-dialog'

let root: Root

const totalsIn = (currencies: readonly string[]): BillingTotals => ({
  rollup: 0,
  untold: 0,
  own: {
    accounts: currencies.length,
    known: currencies.length,
    totals: currencies.map(currency => ({ currency, accounts: 1, balance: '5.00', oldestAt: null })),
  },
})

const fields = () =>
  [...document.querySelectorAll('label')].map(label => [label.textContent, (label.control as HTMLInputElement).value])

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal ??= () => undefined
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(async () => {
  await act(async () => root.unmount())
  onlineManager.setOnline(true)
})

it('keeps each amount with its currency when another currency becomes known', async () => {
  const client = makeQueryClient()
  client.setQueryData(billingTotalsQuery().queryKey, totalsIn(['USD']))
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <ThresholdsDialog thresholds={{ USD: '25' }} onClose={() => undefined} />
      </QueryClientProvider>,
    ),
  )
  expect(fields()).toEqual([['Threshold in USD', '25']])
  await act(async () => client.setQueryData(billingTotalsQuery().queryKey, totalsIn(['EUR', 'USD'])))
  await act(() => vi.waitFor(() => expect(document.querySelectorAll('label')).toHaveLength(2)))
  expect(fields()).toEqual([
    ['Threshold in EUR', ''],
    ['Threshold in USD', '25'],
  ])
})

it('offline, says why no currency is shown', async () => {
  onlineManager.setOnline(false)
  await act(async () =>
    root.render(
      <QueryClientProvider client={makeQueryClient()}>
        <ThresholdsDialog thresholds={{}} onClose={() => undefined} />
      </QueryClientProvider>,
    ),
  )
  expect(document.querySelector('[role=status]')?.textContent).toMatch(/^You are offline/)
})
