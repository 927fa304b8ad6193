import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { serverNow } from '@/components/ui/server-clock'
import type { AccountRow } from '@/lib/accounts'
import type { Role } from '@/lib/permissions'
import { AccountDialogs } from './account-dialogs'
import { StatusCell } from './status-cell'
import { StatusPanel } from './status-panel'

let root: Root

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  vi.useFakeTimers()
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.useRealTimers()
})

const dueIn = (ms: number) =>
  ({
    id: 'a1',
    name: 'Acme',
    status: 'enabled',
    statusObservedAt: new Date(serverNow()).toISOString(),
    missingSince: null,
    pending: {
      id: 'c1',
      action: 'account.disable',
      state: 'scheduled',
      sentAt: new Date(serverNow()).toISOString(),
      dueAt: new Date(serverNow() + ms).toISOString(),
    },
  }) as unknown as AccountRow

const show = (role: Role, screen: ReactNode) =>
  act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <AccountDialogs role={role}>{screen}</AccountDialogs>
      </QueryClientProvider>,
    ),
  )
const words = () => document.body.textContent
/** What can be clicked. */
const offered = () =>
  [...document.querySelectorAll('button:enabled, [role=switch]:enabled')].map(control => control.textContent)

it.each([
  ['a list', (account: AccountRow) => <StatusCell account={account} />],
  ['the account’s page', (account: AccountRow) => <StatusPanel account={account} view={undefined} />],
])('a disable that is due and not sent yet is waiting to be sent, with Undo: on %s', async (_, screen) => {
  await show('support', screen(dueIn(2_000)))
  expect(words()).toContain('Disabling in 2 s')
  await act(() => vi.advanceTimersByTimeAsync(2_500))
  expect(words()).toContain('Waiting to send')
  expect(words()).not.toContain('Disabling')
  expect(offered(), 'no second change').toEqual(['Undo'])

  await show('finance', screen(dueIn(-5_000)))
  expect(words()).toContain('Waiting to send')
  expect(offered(), 'for a role that may not disable').toEqual([])
})
