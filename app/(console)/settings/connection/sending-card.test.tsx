import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SendingStop } from '@/lib/sending'
import { SendingCard } from './sending-card'

const byAna: SendingStop = { by: 'Ana', reason: 'A key was stolen', at: '2026-03-01T10:00:00.000Z' }

let root: Root
const client = new QueryClient()
const poll = (stopped: SendingStop | null) =>
  act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <SendingCard sending={{ stopped, waiting: { jobs: 0, changes: 0 } }} />
      </QueryClientProvider>,
    ),
  )
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal ??= () => undefined
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  sessionStorage.clear()
})

const press = (label: string) =>
  act(async () => [...document.querySelectorAll('button')].find(one => one.textContent === label)?.click())
const dialog = () => document.querySelector('dialog')
const title = () => dialog()?.querySelector('h2')?.textContent
const submit = () => dialog()?.querySelector<HTMLButtonElement>('button[type=submit]')

it('the dialog that stops sending stays when another owner has stopped it, and says who and why', async () => {
  await poll(null)
  await press('Stop all sending…')
  const reason = dialog()?.querySelector('textarea')
  await act(async () => {
    // Not `value =`: React would take it for its own.
    reason?.setRangeText('A customer is attacked')
    reason?.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await poll(byAna)
  expect(title()).toBe('Stop all sending to Telnyx?')
  expect(reason?.isConnected && reason.value).toBe('A customer is attacked')
  expect(dialog()?.querySelector('[role=alert]')?.textContent).toMatch(
    /^Sending is stoppedBy Ana .*: A key was stolen$/,
  )
  expect([submit()?.textContent, submit()?.disabled]).toEqual(['Stop sending', true])
  // Resumed meanwhile: it can be stopped again.
  await poll(null)
  expect([submit()?.textContent, submit()?.disabled]).toEqual(['Stop sending', false])
})

it('the dialog that resumes sending does not become one that stops it', async () => {
  await poll(byAna)
  await press('Resume sending…')
  await poll(null)
  expect(title()).toBe('Resume sending to Telnyx?')
})
