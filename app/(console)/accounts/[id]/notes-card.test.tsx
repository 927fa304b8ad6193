import { QueryClientProvider } from '@tanstack/react-query'
import { act, useLayoutEffect } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { SignInAgain } from '../../_shell/session/sign-in-again'
import { NotesCard } from './notes-card'

const now = '2026-11-21T10:00:00.000Z'
const operator = { id: 'ana', name: 'Ana', email: 'ana@example.com' }
let root: Root

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  root = createRoot(document.body.appendChild(document.createElement('div')))
})

afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  sessionStorage.clear()
  vi.restoreAllMocks()
})

const field = () => document.querySelector('textarea') as HTMLTextAreaElement

/** As the browser does it. */
function type(text: string): void {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field(), text)
  field().dispatchEvent(new Event('input', { bubbles: true }))
}

/** The first moment at which React handles what is typed: before the passive effects of the page. */
function TypesAtOnce() {
  useLayoutEffect(() => type('Call back on Monday'), [])
  return null
}

const show = (accountId: string, atOnce = false) =>
  act(async () =>
    root.render(
      <QueryClientProvider client={makeQueryClient()}>
        <SignInAgain operator={operator} session={{ expiresAt: null, now }} sso={null} />
        <NotesCard accountId={accountId} notes={[]} mayAdd />
        {atOnce && <TypesAtOnce />}
      </QueryClientProvider>,
    ),
  )

it('keeps a note that is typed before the page has settled', async () => {
  await show('first', true)
  expect(field().value).toBe('Call back on Monday')
  await act(async () => root.unmount())
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await show('first')
  expect(field().value, 'after a reload').toBe('Call back on Monday')
})

it('keeps it also where the browser stores nothing', async () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await show('first', true)
  expect(field().value).toBe('Call back on Monday')
})

it('does not carry a note to another account', async () => {
  await show('first', true)
  await show('second')
  expect(field().value).toBe('')
})
