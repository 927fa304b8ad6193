import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { toastStore } from '@/components/ui/toast'
import type { Result } from '@/lib/result'
import { useRun } from './use-run'
import { useSend } from './use-send'

let root: Root
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
  toastStore.set([])
})
afterEach(() => act(async () => root.unmount()))

/** The facts of a screen, and a button that changes them. Its dialog would be closed only while the button is not busy. */
function Screen({ read, call }: { read: () => Promise<string>; call: () => Promise<Result<string[]>> }) {
  useQuery({ queryKey: ['facts'], queryFn: read })
  const { busy, attempt } = useRun(['facts'])
  const change = async () => {
    const answer = await attempt(call, {}, 'No new codes were created')
    if (answer) document.title = answer.data.join(' ')
  }
  return (
    <button type="button" disabled={busy} onClick={() => void change()}>
      Create new codes
    </button>
  )
}

const button = () => document.querySelector('button')

/** Shows the screen, lets the console fall silent, and calls the action. */
async function callInSilence(call: () => Promise<Result<string[]>>) {
  const read = vi.fn(async () => 'before')
  await act(async () =>
    root.render(
      <QueryClientProvider client={makeQueryClient()}>
        <Screen read={read} call={call} />
      </QueryClientProvider>,
    ),
  )
  await act(() => vi.waitFor(() => expect(read).toHaveBeenCalledOnce()))
  let speak: (facts: string) => void = () => undefined
  read.mockImplementation(() => new Promise(resolve => (speak = resolve)))
  await act(async () => button()?.click())
  await act(() => vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2)))
  return () => act(async () => speak('after'))
}

it('tells the result while the console is silent, and is busy until the screen shows the new facts', async () => {
  const speak = await callInSilence(async () => ({ ok: true, data: ['7q3k', 'm2vx'] }))
  expect(document.title).toBe('7q3k m2vx')
  expect(button()?.disabled).toBe(true)
  await speak()
  await act(() => vi.waitFor(() => expect(button()?.disabled).toBe(false)))
})

it('tells a failure while the console is silent, and can be tried again', async () => {
  await callInSilence(async () => ({ ok: false, problem: { code: 'conflict', message: 'There is no app.' } }))
  expect(toastStore.get()).toMatchObject([{ title: 'No new codes were created', description: 'There is no app.' }])
  expect(button()?.disabled).toBe(false)
})

it('does not tell an unknown outcome as a certain failure', async () => {
  await callInSilence(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(toastStore.get()).toMatchObject([
    {
      title: 'The console did not answer, so it is not known whether this was done.',
      description: 'Reload the page and check the result before you try again.',
    },
  ])
})

function DisableDialog({ call }: { call: () => Promise<Result<null>> }) {
  const ignore = () => undefined
  const { send } = useSend({
    id: 'a1',
    action: 'account.disable',
    call,
    failed: 'Acme GmbH was not disabled',
    about: 'Acme GmbH',
    onOutcome: ignore,
    onClose: ignore,
  })
  return <button type="button" onClick={() => void send({})} />
}

it('nor after the dialog is closed, where it names the account', async () => {
  let fail: (error: Error) => void = () => undefined
  const call = () => new Promise<Result<null>>((_, reject) => (fail = reject))
  const client = makeQueryClient()
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <DisableDialog call={call} />
      </QueryClientProvider>,
    ),
  )
  await act(async () => button()?.click())
  await act(async () => root.render(null))
  await act(async () => fail(new TypeError('Failed to fetch')))
  await vi.waitFor(() => expect(toastStore.get()).toHaveLength(1))
  expect(toastStore.get()).toMatchObject([
    {
      title: expect.stringContaining('not known whether this was done'),
      description: expect.stringContaining('About Acme GmbH.'),
    },
  ])
})
