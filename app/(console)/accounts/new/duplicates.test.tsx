import { onlineManager, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import type { Duplicates as Found } from '@/lib/account-duplicates'
import { Duplicates } from './duplicates'
import { duplicatesQuery } from './queries'

const id = '00000000-0000-4000-8000-000000000001'
const found: Found = {
  accounts: [],
  creates: [
    {
      create: {
        command: {
          id: '00000000-0000-4000-8000-000000000002',
          action: 'account.create',
          targetId: '00000000-0000-4000-8000-000000000002',
          actorName: 'Ada',
          state: 'in_flight',
          needsPerson: false,
          problem: null,
          result: null,
          sentAt: '2026-11-21T10:00:00.000Z',
          dueAt: null,
        },
        name: 'Kestrel Ltd',
        email: 'info@kestrel.example',
      },
      match: 'same',
    },
  ],
  more: 0,
}

let root: Root
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
  vi.useFakeTimers()
})
afterEach(async () => {
  await act(async () => root.unmount())
  onlineManager.setOnline(true)
  vi.useRealTimers()
})

it('offline, does not show the duplicates of a former name beside a new one', async () => {
  const client = makeQueryClient()
  client.setQueryData(duplicatesQuery({ name: 'Kestrel', email: '', id }).queryKey, found)
  const type = async (name: string) => {
    await act(async () =>
      root.render(
        <QueryClientProvider client={client}>
          <Duplicates formId={id} name={name} email="" acknowledged={[]} onAcknowledge={vi.fn()} inputRef={vi.fn()} />
        </QueryClientProvider>,
      ),
    )
    await act(() => vi.advanceTimersByTimeAsync(1_000))
  }
  await type('Kestrel')
  expect(document.body.textContent).toContain('Kestrel Ltd')
  act(() => onlineManager.setOnline(false))
  await type('Otter')
  expect(document.body.textContent).toBe('')
})
