import { dehydrate, QueryClientProvider, queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/app/fetch-json'
import { makeQueryClient } from '@/app/query-client'
import { ListBoundary } from './list-boundary'
import { PageData } from './page-data'

function promised() {
  let resolve: (text: string) => void = () => undefined
  const promise = new Promise<string>(done => {
    resolve = done
  })
  return { promise, resolve }
}

const refused = () => new ProblemError({ code: 'forbidden', message: 'Not for you.' })

let asked: string[]
let answers: Record<string, () => Promise<string>>
const query = (search: string) =>
  queryOptions({
    queryKey: ['list', search],
    queryFn: () => {
      asked.push(search)
      return (answers[search] ?? (() => new Promise<string>(() => undefined)))()
    },
  })

function Rows({ search }: { search: string }) {
  return <p>{useSuspenseQuery(query(search)).data}</p>
}

function Screen({ search }: { search: string }) {
  return (
    <ListBoundary query={query(search)} pending={<p>…</p>}>
      <Rows search={search} />
    </ListBoundary>
  )
}

let client: ReturnType<typeof makeQueryClient>
let place: HTMLElement
let root: Root | undefined

beforeEach(() => {
  asked = []
  answers = {}
  client = makeQueryClient()
  place = document.createElement('div')
  root = undefined
})

afterEach(() => act(() => root?.unmount()))

const show = (search: string) =>
  act(async () => {
    root ??= createRoot(place)
    root.render(
      <QueryClientProvider client={client}>
        <Screen search={search} />
      </QueryClientProvider>,
    )
  })
const shows = (text: string) => act(() => vi.waitFor(() => expect(place.textContent).toContain(text)))
const retry = () => act(async () => place.querySelector('button')?.click())

describe('a list', () => {
  it('shows a skeleton until the first answer, and fetches it once', async () => {
    const answer = promised()
    answers.a = () => answer.promise
    await show('a')
    expect(place.textContent).toBe('…')
    await act(async () => answer.resolve('rows of a'))
    await shows('rows of a')
    expect(asked).toEqual(['a'])
  })

  it('follows an address that changes before the first answer', async () => {
    answers.b = async () => 'rows of b'
    await show('a')
    await show('b')
    await shows('rows of b')
  })

  it('shows a first failure, and retries the current query', async () => {
    answers.a = async () => Promise.reject(refused())
    answers.b = async () => Promise.reject(refused())
    await show('a')
    await show('b')
    await shows('Not for you.')
    answers.b = async () => 'rows of b'
    await retry()
    await shows('rows of b')
  })

  it('shows a later failure, keeps its place during the retry, and refetches no earlier query', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    answers.a = async () => 'rows of a'
    await show('a')
    answers.b = async () => Promise.reject(refused())
    await show('b')
    await shows('Not for you.')
    const answer = promised()
    answers.b = () => answer.promise
    await retry()
    await shows('…')
    await act(async () => answer.resolve('rows of b'))
    await shows('rows of b')
    asked = []
    await act(() => client.refetchQueries({ type: 'active' }))
    expect(asked).toEqual(['b'])
    vi.restoreAllMocks()
  })
})

describe('a page rendered on the server', () => {
  const page = (state: ReturnType<typeof dehydrate>) => (
    <QueryClientProvider client={client}>
      <PageData state={state}>
        <Screen search="a" />
      </PageData>
    </QueryClientProvider>
  )

  it('contains the rows that were available', async () => {
    const server = makeQueryClient()
    server.setQueryData(query('a').queryKey, 'rows of a')
    expect(renderToString(page(dehydrate(server)))).toContain('rows of a')
  })

  it('hydrates as rendered when the answer arrives in between, and then shows it', async () => {
    const complaints: unknown[] = []
    const server = makeQueryClient()
    const answer = promised()
    void server.prefetchQuery({ ...query('a'), queryFn: () => answer.promise })
    const state = dehydrate(server)
    place.innerHTML = renderToString(page(state))
    expect(place.textContent).toBe('…')
    client = makeQueryClient()
    answer.resolve('rows of a')
    await answer.promise
    await act(async () => {
      root = hydrateRoot(place, page(state), { onRecoverableError: error => complaints.push(error) })
    })
    await shows('rows of a')
    expect(complaints).toEqual([])
  })
})
