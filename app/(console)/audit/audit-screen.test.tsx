import { QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { act, type ComponentProps } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { stubLayout } from '@/components/testing/stub-layout'
import { type AuditEntry, loadAuditSearch, normalizeAuditSearch } from '@/lib/audit'
import { AuditScreen } from './audit-screen'
import { auditQuery } from './queries'

let root: Root
let place: HTMLElement
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  stubLayout()
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
})
afterEach(async () => {
  await act(async () => root.unmount())
  place.remove()
  vi.unstubAllGlobals()
})

const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>
const entry = (id: number, reason: string) =>
  ({
    id,
    at: '2026-03-01T10:00:00.000Z',
    endedAt: '2026-03-01T10:00:01.000Z',
    action: 'account.disable',
    actorId: 'o1',
    actorName: 'Sam Ferreira',
    actorKind: 'operator',
    outcome: 'succeeded',
    reason,
  }) as AuditEntry

it('keeps an entry open that newer entries push off the page while it is read', async () => {
  const client = makeQueryClient()
  const { queryKey } = auditQuery(normalizeAuditSearch(loadAuditSearch({})))
  const arrive = (...rows: AuditEntry[]) =>
    act(async () => client.setQueryData(queryKey, { rows, newer: false, older: true, archivedUpTo: null }))
  await arrive(entry(1, 'Unpaid since March'))
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <AppRouterContext value={noRouter}>
          <NuqsTestingAdapter>
            <AuditScreen ownOnly={false} actors={[]} />
          </NuqsTestingAdapter>
        </AppRouterContext>
      </QueryClientProvider>,
    ),
  )
  const opened = () => place.querySelector('dialog')?.textContent
  await act(async () => place.querySelector<HTMLElement>('tbody td')?.click())
  expect(opened()).toContain('Unpaid since March')
  await arrive(entry(2, 'Suspected fraud'))
  expect(opened()).toContain('Unpaid since March')
})
