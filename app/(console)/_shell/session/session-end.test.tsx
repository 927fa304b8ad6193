import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchJson } from '@/app/fetch-json'
import { look, openTab } from '@/app/tab-session'
import { noteServerTime } from '@/components/ui/server-clock'
import { sessionLimits } from '@/lib/session'
import { SessionEnd } from './session-end'
import { useSignInQuestion } from './use-sign-in-question'

const idleMs = sessionLimits.idleMinutes * 60_000 - 30_000
const warnMs = 120_000
const wholeMs = sessionLimits.hours * 3_600_000

/**
 * The server's clock. It never goes back, not even between tests, and starts later than in any other test file, because
 * only the latest activity counts and test files share it. The browser's clock shows another day.
 */
let now = Date.parse('2100-01-01T00:00:00Z')
const usuallyAheadMs = 86_400_000 * 200
let browserAheadMs = usuallyAheadMs
let root: Root
let closeTab: () => void
/** The activity header of each request of a screen; null = none. */
let said: (string | null)[]
let answers: () => Response
let expiresAt: number

const serverTime = () => Date.now() - browserAheadMs

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  now += 86_400_000
  browserAheadMs = usuallyAheadMs
  vi.useFakeTimers({ now: now + browserAheadMs })
  said = []
  answers = () => Response.json({})
  expiresAt = now + wholeMs
  vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
    if (path !== '/api/session') said.push(headers['x-console-active'] ?? null)
    const answer = path === '/api/session' ? Response.json(session()) : answers()
    answer.headers.set('date', new Date(serverTime()).toUTCString())
    return answer
  })
  noteServerTime(new Date(now).toISOString())
  root = createRoot(document.body.appendChild(document.createElement('div')))
  open()
  await act(async () => root.render(<Page />))
})

afterEach(async () => {
  // The operator has signed in again.
  expiresAt += 1_000
  await act(async () => void (await look()))
  closeTab()
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const session = () => ({
  operator: { id: 'ana', name: 'Ana' },
  factorPending: false,
  expiresAt: new Date(expiresAt).toISOString(),
  fresh: true,
})

function open() {
  closeTab = openTab({ id: 'ana', expiresAt: new Date(expiresAt).toISOString() }, () => {})
}

/** Stands for the dialog: shows why it would be open. */
function Page() {
  return (
    <>
      <output>{useSignInQuestion()?.reason ?? 'nothing'}</output>
      <SessionEnd onSignOut={() => {}} />
    </>
  )
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const warning = () => document.querySelector('[role="alertdialog"]')
const left = () => warning()?.querySelector('[role="timer"]')?.textContent
const asked = () => document.querySelector('output')?.textContent
const text = () => document.body.textContent
const press = (name: string) =>
  act(async () => [...document.querySelectorAll('button')].findLast(one => one.textContent === name)?.click())
/** What a screen fetches every few seconds. */
const refetch = () => act(async () => void (await fetchJson('/api/sync')))
/** The operator does something every few minutes, and screens fetch. */
async function work(ms: number) {
  for (let passed = 0; passed < ms; passed += 300_000) {
    window.dispatchEvent(new Event('keydown'))
    await refetch()
    await pass(Math.min(300_000, ms - passed))
  }
}

describe('[4.6] the end of an idle session', () => {
  it('is announced two minutes ahead, counted down, and asks to sign in again', async () => {
    await pass(idleMs - warnMs - 2_000)
    expect(warning()).toBeNull()
    await pass(3_000)
    expect(left()).toBe('1:59')
    await pass(59_000)
    expect([left(), warning()?.querySelector('[role="status"]')?.textContent]).toEqual(['1:00', 'One minute left.'])
    expect(asked()).toBe('nothing')
    await pass(60_000)
    expect([asked(), warning()]).toEqual(['idle', null])
  })

  it('is not postponed by the polling of screens', async () => {
    for (let minute = 0; minute < 29; minute += 1) {
      await pass(60_000)
      await refetch()
    }
    expect(said.every(header => header === null)).toBe(true)
    expect(warning()).not.toBeNull()
  })

  it.each(['pointerdown', 'keydown', 'wheel', 'touchstart'])(
    'is postponed by a %s, with the next request',
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

  it('is postponed by “Stay signed in”, also by voice control', async () => {
    await pass(idleMs - 30_000)
    await press('Stay signed in')
    expect(said).toEqual(['1'])
    await pass(1_000)
    expect([warning(), asked()]).toEqual([null, 'nothing'])
  })

  it('comes closer while the console cannot be reached, and the activity is reported again later', async () => {
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

  it('is postponed by activity in another tab', async () => {
    await pass(idleMs - warnMs + 1_000)
    expect(warning()).not.toBeNull()
    const other = new BroadcastChannel('console-activity')
    other.postMessage(serverTime())
    // Messages between tabs do not wait for the fake clock.
    await vi.waitFor(
      async () => {
        await act(async () => {})
        expect(warning()).toBeNull()
      },
      // Each step moves the fake clock by one interval, far less than what is left.
      { timeout: 10_000, interval: 100 },
    )
    other.close()
  })

  it('stays the same when the browser’s clock is changed', async () => {
    await pass(60_000)
    vi.setSystemTime(Date.now() + 7_200_000)
    browserAheadMs += 7_200_000
    await refetch()
    await pass(1_000)
    expect([warning(), asked()]).toEqual([null, 'nothing'])
  })
})

describe('the end of a session after twelve hours', () => {
  const aheadMs = 20 * 60_000

  beforeEach(() => {
    closeTab()
    expiresAt = now + aheadMs
    open()
  })

  it('is announced with its time, cannot be postponed, and asks to sign in again', async () => {
    await work(aheadMs - 16 * 60_000)
    expect(text()).not.toContain('Your session ends at')
    await work(2 * 60_000)
    const at = new Date(expiresAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    expect(text()).toContain(`Your session ends at ${at}`)
    expect([warning(), text()?.includes('Stay signed in')]).toEqual([null, false])
    await work(12 * 60_000 + 1_000)
    expect(left()).toBe('1:59')
    await press('Later')
    await pass(1_000)
    expect(warning()).toBeNull()
    await work(119_000)
    expect(asked()).toBe('ended')
  })

  it('disappears when the operator signs in again early', async () => {
    await work(aheadMs - 10 * 60_000)
    await press('Sign in again')
    expect(asked()).toBe('wish')
    await act(async () => void (await look()))
    expect(asked(), 'the session that is about to end is no answer').toBe('wish')
    expiresAt = serverTime() + wholeMs
    await act(async () => void (await look()))
    await pass(1_000)
    expect([asked(), text()?.includes('Your session ends at')]).toEqual(['nothing', false])
  })
})
