import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ComponentProps, ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { AppColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import type { AccountDetail } from '@/lib/accounts'
import type { BillingRow } from '@/lib/billing'
import type { Role } from '@/lib/permissions'
import type { ReviewItem, RoundView } from '@/lib/reviews'
import { ReviewingProvider } from '../_shell/reviews/reviewing'
import { columnsOf } from '../billing/columns'
import { roundColumns } from '../billing/rounds/columns'
import { columns as channelColumns } from '../channels/columns'
import { AccountDialogs } from './account-dialogs'
import { AccountFacts } from './account-facts'
import { columnsFor } from './columns'
import { PreviewContent } from './preview/preview-content'
import { accountQuery } from './queries'

const at = '2026-03-01T10:00:00.000Z'
const role: Role = 'manager'

/** An account as lists and its page have it. */
type Shown = AccountDetail & BillingRow

const account = {
  id: '6b1f0a52-3f5e-4e0e-9c4b-0d7c3a6d7a11',
  name: 'Acme',
  email: 'acme@example.test',
  status: 'enabled',
  statusSource: 'sweep',
  statusObservedAt: at,
  rollupBilling: true,
  customPricing: false,
  channelLimit: null,
  channelLimitSource: null,
  balance: '23420.55',
  creditLimit: '5000.00',
  availableCredit: '28420.55',
  currency: 'USD',
  balanceObservedAt: at,
  protectedReason: null,
  missingSince: null,
  threshold: null,
  short: null,
  pending: null,
} as unknown as Shown

const round = { id: 'r1', kind: 'rollup', name: 'Rollup flags', state: 'open', mayDecide: true } as RoundView
const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>

const table = <Row extends object>(columns: AppColumns<Row>, row: Row) => (
  <DataTable label="Accounts" columns={columns} rows={[row]} getRowId={() => account.id} empty={null} />
)
const billing = (view: keyof typeof columnsOf) => (one: Shown) => table<BillingRow>(columnsOf[view], one)
const accounts = (one: Shown) => table(columnsFor(role), one)
const preview = (one: Shown) => <PreviewContent id={one.id} row={one} role={role} />

function shown(screen: (one: Shown) => ReactElement, one: Shown): HTMLElement {
  const client = new QueryClient()
  client.setQueryData(accountQuery(one.id).queryKey, {
    account: one,
    statusSeenAt: at,
    disabledOutside: null,
    disableTicket: null,
    connections: null,
    commands: [],
    drift: [],
    notes: [],
  })
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <AppRouterContext value={noRouter}>
        <AccountDialogs role={role}>{screen(one)}</AccountDialogs>
      </AppRouterContext>
    </QueryClientProvider>,
  )
  return place
}

describe('each amount of a shared balance is marked as shared', () => {
  const item = (one: Shown) =>
    ({ ...one, subjectId: one.id, verdict: 'open', value: 'On', now: 'On', money: one }) as unknown as ReviewItem
  const rounds = (one: Shown) => (
    <ReviewingProvider round={round} question="" onBulkDone={() => undefined}>
      {table(roundColumns, item(one))}
    </ReviewingProvider>
  )
  const page = (one: Shown) => <AccountFacts account={one} detail={one} full />

  /** Each amount: whether a tooltip says whose it is, and whether the words beside it do. */
  function amountsOn(screen: (one: Shown) => ReactElement, rollupBilling: boolean | null) {
    const place = shown(screen, { ...account, rollupBilling })
    return [...place.querySelectorAll('.money')].map(amount => ({
      tooltip: amount.closest('[title]')?.getAttribute('title') ?? null,
      words: amount.closest('td, dl > div')?.textContent ?? '',
    }))
  }

  it.each([
    ['the list of accounts', accounts, 2],
    ['the preview', preview, 3],
    ['the account’s page', page, 3],
    ['billing, own balance', billing('own'), 3],
    ['billing, low credit', billing('low'), 2],
    ['a review round', rounds, 1],
  ] as const)('%s', (_, screen, count) => {
    const shared = amountsOn(screen, true)
    expect(shared).toHaveLength(count)
    for (const { tooltip, words } of shared) {
      expect(tooltip).toMatch(/^[\d,.]+ USD\. Your manager account’s balance, shared\.$/)
      expect(words).toContain('shared')
    }
    for (const { words } of amountsOn(screen, null)) expect(words).toContain('shared?')
    for (const { words } of amountsOn(screen, false)) expect(words).not.toContain('shared')
  })
})

describe('a search that found a note shows the match', () => {
  const channels = (one: Shown) => table(channelColumns, one)

  it.each([
    ['the list of accounts', accounts],
    ['the preview', preview],
    ['billing, rollup', billing('rollup')],
    ['billing, own balance', billing('own')],
    ['billing, low credit', billing('low')],
    ['channels', channels],
  ] as const)('%s', (_, screen) => {
    const hit = { in: 'note', before: '…asks for ', hit: 'kestrel', after: ' lines' } as const
    const found = shown(screen, { ...account, hit })
    expect(found.textContent).toContain('Note: …asks for kestrel lines')
    expect([...found.querySelectorAll('mark')].map(mark => mark.textContent)).toEqual(['kestrel'])
    expect(shown(screen, account).querySelector('mark')).toBeNull()
  })
})
