import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ComponentProps } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { ApprovalRow } from '@/lib/approval'
import type { Role } from '@/lib/permissions'
import { RequestPanel } from './request-panel'

const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>
const role: Role = 'manager'
const at = '2026-03-01T10:00:00.000Z'
const row: ApprovalRow = {
  id: '6b1f0a52-3f5e-4e0e-9c4b-0d7c3a6d7a11',
  action: 'accounts.channel_limit',
  state: 'open',
  accounts: 120,
  parameters: { limit: 0, reason: '' },
  digest: '',
  reason: 'The contract has ended',
  requestedByName: 'Sam',
  own: true,
  createdAt: at,
  expiresAt: at,
  decidedByName: null,
  decidedNote: null,
  decidedAt: null,
}

/** The buttons in the footer, and whether they can be pressed. */
function buttons(state: ApprovalRow['state']): [string, boolean][] {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <AppRouterContext value={noRouter}>
      <QueryClientProvider client={new QueryClient()}>
        <RequestPanel row={{ ...row, state }} role={role} onClose={() => {}} />
      </QueryClientProvider>
    </AppRouterContext>,
  )
  return [...place.querySelectorAll<HTMLButtonElement>('footer button')].map(one => [one.textContent, !one.disabled])
}

it('an approval does not put the start of the job where Withdraw was, because it can come just before a press', () => {
  const [withdraw, start] = ['Withdraw request', 'Set 120 accounts to 0 channels']
  expect(buttons('open')).toEqual([
    [withdraw, true],
    [start, false],
  ])
  expect(buttons('approved')).toEqual([
    [withdraw, true],
    [start, true],
  ])
})
