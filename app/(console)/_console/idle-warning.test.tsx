import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchJson } from '@/app/fetch-json'
import { IdleWarning } from './idle-warning'

const idleMs = 600_000
const warnMs = 120_000

/** The clock only goes forward, also from test to test, as a page's does. */
let now = Date.parse('2026-01-01T00:00:00Z')
let root: Root
let ended: number
/** The header of each request that was made; null = without it. */
let said: (string | null)[]
let answers: () => Response

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  now += 86_400_000
  vi.useFakeTimers({ now })
  ended = 0
  said = []
  answers = () => Response.json({})
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    said.push(headers['x-console-active'] ?? null)
    return answers()
  })
  const place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  await act(async () =>
    root.render(<IdleWarning idleMs={idleMs} warnMs={warnMs} onEnd={() => (ended += 1)} onSignOut={() => {}} />),
  )
})

afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const warning = () => document.querySelector('[role="alertdialog"]')
const left = () => warning()?.querySelector('[role="timer"]')?.textContent
const press = (name: string) =>
  act(async () => [...document.querySelectorAll('button')].find(one => one.textContent === name)?.click())
/** What a screen does by itself every few seconds. */
const refetch = () => act(async () => void (await fetchJson('/api/sync')))

describe('[4.6] the end of an idle session', () => {
  it('is announced two minutes ahead, counted down, and comes once', async () => {
    await pass(idleMs - warnMs - 2_000)
    expect(warning()).toBeNull()
    await pass(3_000)
    expect(left()).toBe('1:59')
    await pass(59_000)
    expect([left(), warning()?.querySelector('[role="status"]')?.textContent]).toEqual(['1:00', 'One minute left.'])
    expect(ended).toBe(0)
    await pass(60_000)
    expect(ended).toBe(1)
    await pass(30_000)
    expect(ended).toBe(1)
  })

  it('is not put off by what screens fetch by themselves', async () => {
    for (let minute = 0; minute < 9; minute += 1) {
      await pass(60_000)
      await refetch()
    }
    expect(said.every(header => header === null)).toBe(true)
    expect(warning()).not.toBeNull()
  })

  it.each(['pointerdown', 'keydown', 'wheel', 'touchstart'])(
    'is put off by a %s, with the next request',
    async gesture => {
      await pass(idleMs - warnMs - 60_000)
      window.dispatchEvent(new Event(gesture))
      await refetch()
      await refetch()
      expect(said, 'said once').toEqual(['1', null])
      await pass(idleMs - warnMs - 5_000)
      expect(warning()).toBeNull()
      await pass(10_000)
      expect(warning()).not.toBeNull()
    },
  )

  it('is put off by “Stay signed in”, also pressed by a voice', async () => {
    await pass(idleMs - 30_000)
    await press('Stay signed in')
    expect(said).toEqual(['1'])
    await pass(1_000)
    expect(warning()).toBeNull()
    expect(ended).toBe(0)
  })

  it('comes nearer while the console cannot be reached, and the touch is said again later', async () => {
    await pass(idleMs - 60_000)
    answers = () => new Response('{}', { status: 503 })
    await press('Stay signed in')
    await pass(1_000)
    expect(warning()?.querySelector('[role="alert"]')).not.toBeNull()
    answers = () => Response.json({})
    await refetch()
    expect(said).toEqual(['1', '1'])
    await pass(1_000)
    expect(warning()).toBeNull()
  })

  it('is put off by what is done in another tab', async () => {
    await pass(idleMs - warnMs + 1_000)
    expect(warning()).not.toBeNull()
    const other = new BroadcastChannel('console-activity')
    other.postMessage(Date.now())
    // Messages between tabs do not wait for the faked clock.
    await vi.waitFor(
      async () => {
        await act(async () => {})
        expect(warning()).toBeNull()
      },
      // Each look moves the faked clock by one interval: far less than what is left.
      { timeout: 10_000, interval: 100 },
    )
    other.close()
  })
})
