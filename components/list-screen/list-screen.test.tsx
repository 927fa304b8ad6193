import { QueryClientProvider, queryOptions } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ProblemError } from '@/app/fetch-json'
import { makeQueryClient } from '@/app/query-client'
import { ListScreen } from './list-screen'
import { ListFrame } from './list-view'

let answers: Record<string, () => Promise<string>>
let root: Root

const pending = () => new Promise<string>(() => undefined)
const query = (search: string) =>
  queryOptions({ queryKey: ['list', search], queryFn: () => (answers[search] ?? pending)() })

const show = (client: ReturnType<typeof makeQueryClient>, search: string) =>
  act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <ListScreen search={search} query={query} serialize={asked => asked}>
          {list => (
            <ListFrame list={list} bar={<input />}>
              <output aria-busy={list.isStale}>{list.page ?? '…'}</output>
            </ListFrame>
          )}
        </ListScreen>
      </QueryClientProvider>,
    ),
  )

const shows = (text: string) =>
  act(() => vi.waitFor(() => expect(document.querySelector('output')?.textContent).toBe(text)))
const fails = () =>
  act(() => vi.waitFor(() => expect(document.querySelector('[role=alert]')?.textContent).toContain('Too many rows.')))
const refused = () => Promise.reject(new ProblemError({ code: 'invalid', message: 'Too many rows.' }))

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(() => act(async () => root.unmount()))

it('keeps the typed text and the focus when the first rows arrive', async () => {
  let arrive: (rows: string) => void = () => undefined
  answers = { a: () => new Promise(resolve => (arrive = resolve)) }
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
  answers = { a: async () => 'rows of a', b: () => new Promise(resolve => (arrive = resolve)) }
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

it('keeps the rows when a refresh fails, under the problem', async () => {
  answers = { a: async () => 'rows of a' }
  const client = makeQueryClient()
  await show(client, 'a')
  await shows('rows of a')
  answers.a = refused
  await act(() => client.refetchQueries())
  await act(() => vi.waitFor(() => expect(document.body.textContent).toContain('Too many rows.')))
  await shows('rows of a')
  answers.a = async () => 'newer rows of a'
  await act(() => client.refetchQueries())
  await shows('newer rows of a')
  expect(document.body.textContent).not.toContain('Too many rows.')
})

it('shows the failure of its first search under the bar, which can ask for another', async () => {
  answers = { a: refused, b: async () => 'rows of b' }
  const client = makeQueryClient()
  await show(client, 'a')
  const field = document.querySelector('input')
  field?.focus()
  await fails()
  expect(document.querySelector('output'), 'no rows, and no empty list').toBeNull()
  await show(client, 'b')
  await shows('rows of b')
  expect(document.querySelector('input')).toBe(field)
  expect(document.activeElement).toBe(field)
})

it('shows the failure of a new search instead of the old rows, and tries it again in its place', async () => {
  let answer: { resolve: (rows: string) => void; reject: (error: Error) => void } | undefined
  answers = { a: async () => 'rows of a', b: refused }
  const client = makeQueryClient()
  await show(client, 'a')
  await shows('rows of a')
  const field = document.querySelector('input')
  await show(client, 'b')
  await fails()
  expect(document.querySelector('input')).toBe(field)

  answers.b = () => new Promise((resolve, reject) => (answer = { resolve, reject }))
  const button = () => document.querySelector('button')
  const isBusy = (busy: boolean) =>
    act(() => vi.waitFor(() => expect(button()?.getAttribute('aria-disabled')).toBe(busy ? 'true' : null)))
  button()?.focus()
  await act(async () => button()?.click())
  await isBusy(true)
  await fails()
  await act(async () => answer?.reject(await refused().catch(error => error)))
  await isBusy(false)
  await fails()
  expect(document.activeElement, 'it can be pressed again').toBe(button())
  await act(async () => button()?.click())
  await isBusy(true)
  await act(async () => answer?.resolve('rows of b'))
  await shows('rows of b')

  await show(client, 'a')
  await shows('rows of a')
})

it('says nothing of a failed search while another one loads', async () => {
  let arrive: (rows: string) => void = () => undefined
  answers = { a: async () => 'rows of a', b: refused, c: () => new Promise(resolve => (arrive = resolve)) }
  const client = makeQueryClient()
  await show(client, 'a')
  await show(client, 'b')
  await fails()
  await show(client, 'c')
  expect(document.querySelector('[role=alert]')).toBeNull()
  await shows('…')
  await act(async () => arrive('rows of c'))
  await shows('rows of c')
})
