import { onlineManager } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchJson, ProblemError } from '@/app/fetch-json'
import { makeQueryClient } from '@/app/query-client'
import { giveUpOverdue, reachability } from './reachability'

/** What the network does with a request. It gets the request's signal. */
let network: (signal: AbortSignal) => Promise<Response>

const hangs = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
const answers = async () => Response.json({ fine: true })
const refuses = async () => {
  throw new TypeError('Failed to fetch')
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => network(signal))
})

afterEach(async () => {
  onlineManager.setOnline(true)
  network = answers
  await fetchJson('/api/any')
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const failure = (work: Promise<unknown>) => work.catch((error: unknown) => error)

describe('the time of the last answer', () => {
  it('is the time of the page load until the first answer, and stays the same number', async () => {
    vi.resetModules()
    const { lastAnswerAt } = await import('./reachability')
    const before = lastAnswerAt()
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 0.25)
    expect(lastAnswerAt()).toBe(before)
    vi.restoreAllMocks()
  })
})

describe('whether the console can be reached', () => {
  it('depends first on the browser’s online state', () => {
    expect(reachability()).toBe('reached')
    onlineManager.setOnline(false)
    expect(reachability()).toBe('offline')
  })

  it('is "silent" while an answer is overdue, until it arrives', async () => {
    let answer = (_: Response) => {}
    network = () => new Promise(resolve => (answer = resolve))
    const read = fetchJson('/api/any')
    await pass(7_900)
    expect(reachability()).toBe('reached')
    await pass(200)
    expect(reachability()).toBe('silent')
    answer(Response.json({ fine: true }))
    expect(await read).toEqual({ fine: true })
    expect(reachability()).toBe('reached')
  })

  it('is "silent" after a deadline or a refused connection, until the next answer', async () => {
    for (const fails of [hangs, refuses]) {
      network = fails
      const read = failure(fetchJson('/api/any'))
      await pass(20_100)
      expect(await read).toMatchObject({ unreached: true, problem: { code: 'unavailable' } })
      expect(reachability()).toBe('silent')
      network = async () => new Response('no such thing', { status: 404 })
      await failure(fetchJson('/api/other'))
      expect(reachability(), 'a refusal is an answer').toBe('reached')
    }
  })

  it('does not change when a screen aborts a request, or while a slow request runs', async () => {
    network = hangs
    const screen = new AbortController()
    const left = failure(fetchJson('/api/any', screen.signal))
    screen.abort()
    expect(await left).not.toBeInstanceOf(ProblemError)
    const slow = failure(fetchJson('/api/slow', undefined, 300_000))
    await pass(200_000)
    expect(reachability()).toBe('reached')
    await pass(100_000)
    expect(await slow).toMatchObject({ unreached: true })
  })

  it('changes after a retry, which aborts only overdue requests', async () => {
    network = hangs
    const old = failure(fetchJson('/api/old'))
    await pass(8_100)
    const young = fetchJson('/api/young')
    giveUpOverdue()
    expect(await old).toMatchObject({ unreached: true })
    network = answers
    await fetchJson('/api/any')
    expect(reachability()).toBe('reached')
    void failure(young)
    await pass(20_000)
  })
})

describe('a query of a console that does not answer', () => {
  it('retries until the console answers; final answers are not retried', async () => {
    let asked = 0
    network = async () => {
      asked += 1
      return asked < 6 ? refuses() : answers()
    }
    const client = makeQueryClient()
    const read = client.query({ queryKey: ['any'], queryFn: () => fetchJson('/api/any') })
    await pass(30_000)
    expect(await read).toEqual({ fine: true })
    network = async () => {
      asked += 1
      return Response.json({ problem: { code: 'forbidden', message: 'No.' } }, { status: 403 })
    }
    asked = 0
    const no = failure(client.query({ queryKey: ['other'], queryFn: () => fetchJson('/api/other') }))
    await pass(30_000)
    expect(await no).toBeInstanceOf(ProblemError)
    expect(asked).toBe(1)
  })
})
