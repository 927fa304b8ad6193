import { QueryClientProvider, queryOptions } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { ListScreen } from './list-screen'

let answers: Record<string, Promise<string>>
let root: Root

const query = (search: string) =>
  queryOptions({ queryKey: ['list', search], queryFn: () => answers[search] ?? new Promise<string>(() => undefined) })

const show = (client: ReturnType<typeof makeQueryClient>, search: string) =>
  act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <ListScreen search={search} query={query} serialize={asked => asked}>
          {({ page, isStale }) => (
            <>
              <input />
              <output aria-busy={isStale}>{page ?? '…'}</output>
            </>
          )}
        </ListScreen>
      </QueryClientProvider>,
    ),
  )

const shows = (text: string) =>
  act(() => vi.waitFor(() => expect(document.querySelector('output')?.textContent).toBe(text)))

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(() => act(async () => root.unmount()))

it('keeps the typed text and the focus when the first rows arrive', async () => {
  let arrive: (rows: string) => void = () => undefined
  answers = {
    a: new Promise(resolve => {
      arrive = resolve
    }),
  }
  await show(makeQueryClient(), 'a')
  await shows('…')
  const field = document.querySelector('input')
  field?.focus()
  if (field) field.value = 'typed'
  await act(async () => arrive('rows of a'))
  await shows('rows of a')
  expect(document.querySelector('input')).toBe(field)
  expect(document.activeElement).toBe(field)
})

it('marks the old rows as stale until the new ones arrive', async () => {
  let arrive: (rows: string) => void = () => undefined
  answers = {
    a: Promise.resolve('rows of a'),
    b: new Promise(resolve => {
      arrive = resolve
    }),
  }
  const client = makeQueryClient()
  await show(client, 'a')
  await shows('rows of a')
  await show(client, 'b')
  await shows('rows of a')
  expect(document.querySelector('output')?.getAttribute('aria-busy')).toBe('true')
  await act(async () => arrive('rows of b'))
  await shows('rows of b')
  expect(document.querySelector('output')?.getAttribute('aria-busy')).toBe('false')
})
