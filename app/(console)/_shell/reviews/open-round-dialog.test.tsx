import { onlineManager, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { OpenRoundDialog } from './open-round-dialog'

let root: Root
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal ??= () => undefined
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
  onlineManager.setOnline(false)
})
afterEach(async () => {
  await act(async () => root.unmount())
  onlineManager.setOnline(true)
})

it('offline, says why nothing is counted, and that nothing was sent', async () => {
  await act(async () =>
    root.render(
      <QueryClientProvider client={makeQueryClient()}>
        <OpenRoundDialog desk="billing" rounds={[]} q="" onClose={vi.fn()} onOpened={vi.fn()} />
      </QueryClientProvider>,
    ),
  )
  expect(document.body.textContent).toContain('You are offline. This loads as soon as you are back online.')
  await act(async () => document.querySelector('form')?.requestSubmit())
  await act(() => vi.waitFor(() => expect(document.body.textContent).toContain('You are offline. Nothing was sent.')))
})
