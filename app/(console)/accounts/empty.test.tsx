import { dehydrate, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { PageData } from '@/components/states/page-data'
import { syncQuery } from '../_shell/queries'
import { NoneYet } from './empty'

it('hydrates as rendered when the shell has learnt in between that the sync failed, and then shows it', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const page = (client = makeQueryClient()) => (
    <QueryClientProvider client={client}>
      <PageData state={dehydrate(makeQueryClient())}>
        <NoneYet asOf={null} mayCreate />
      </PageData>
    </QueryClientProvider>
  )
  const place = document.body.appendChild(document.createElement('div'))
  place.innerHTML = renderToString(page())
  const client = makeQueryClient()
  client.setQueryData(syncQuery().queryKey, {
    asOf: null,
    running: false,
    lastError: { message: 'Telnyx did not answer in time.', at: '2026-11-21T10:00:00.000Z' },
    nextAt: null,
    statusFilterIgnored: false,
    accounts: 0,
    balancesKnown: 0,
    oldestBalanceAt: null,
    limiter: { limit: null, remaining: null, breaker: 'closed' },
  })
  const complaints: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(place, page(client), { onRecoverableError: error => complaints.push(error) }),
  )
  expect(complaints).toEqual([])
  expect(place.textContent).toContain('No accounts are known yet')
  await act(async () => root.unmount())
})
