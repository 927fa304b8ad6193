import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runAction } from '@/app/(console)/_shell/run-action'
import { useSignInQuestion } from '@/app/(console)/_shell/session/use-sign-in-question'
import type { Result } from '@/lib/result'
import type { SessionState } from '@/lib/session'
import { fetchJson } from './fetch-json'
import { askToSignIn, dismissSignIn, isSessionOver, look, openTab } from './tab-session'

const ana = { id: 'ana', name: 'Ana' }
const ben = { id: 'ben', name: 'Ben' }

/** Who is signed in in this browser, according to the server. */
let signedIn: typeof ana | null
/** Each session of a browser ends at another time. */
let sessions = 0
let refetched: number
let asked: { path: string; operator: string | undefined }[]
let root: Root
let closeTab: () => void

const expiresAt = () => new Date(Date.UTC(2030, 0, 1) + sessions * 1_000).toISOString()
const state = (): SessionState => ({
  operator: signedIn,
  factorPending: false,
  expiresAt: signedIn && expiresAt(),
  fresh: signedIn !== null,
})

function signIn(who: typeof ana) {
  signedIn = who
  sessions += 1
}

/** Like the server: refuses requests without a session or of another person before anything is done. */
function refused(tabOf: string | undefined) {
  return { code: 'unauthenticated' as const, message: 'Your session has ended.', wrong: signedIn?.id !== tabOf }
}

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  signIn(ana)
  refetched = 0
  asked = []
  vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
    if (path === '/api/session') return Response.json(state())
    const operator = headers['x-console-operator']
    asked.push({ path, operator })
    const { wrong, ...problem } = refused(operator)
    return wrong ? Response.json({ problem }, { status: 401 }) : Response.json({ of: signedIn?.name })
  })
  closeTab = openTab({ id: ana.id, expiresAt: expiresAt() }, () => {
    refetched += 1
  })
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Host />))
})

afterEach(async () => {
  signIn(ana)
  await act(async () => void (await look()))
  await act(async () => root.unmount())
  closeTab()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** Stands for the dialog: shows what it would say. */
function Host() {
  const question = useSignInQuestion()
  return <p>{question ? JSON.stringify(question) : 'quiet'}</p>
}

const said = () => document.body.textContent
const settle = () => act(async () => void (await new Promise(resolve => setTimeout(resolve))))

function recordedAction() {
  const done: string[] = []
  let calls = 0
  const action = async (input: { text: string }, tabOf?: string): Promise<Result<string>> => {
    calls += 1
    const { wrong, ...problem } = refused(tabOf)
    if (wrong) return { ok: false, problem }
    done.push(`${signedIn?.name}: ${input.text}`)
    return { ok: true, data: input.text }
  }
  return { action, done, calls: () => calls }
}

describe('an ended session', () => {
  it('asks once over the open screen; then waiting commands run once, and queries get their answers', async () => {
    signedIn = null
    const { action, done, calls } = recordedAction()
    const work = runAction(action, { text: 'a note' })
    const read = fetchJson('/api/sync')
    await settle()
    expect(said()).toBe(JSON.stringify({ reason: 'ended', sends: true, other: null }))
    expect([isSessionOver(), done]).toEqual([true, []])

    signIn(ana)
    await act(async () => void (await look()))
    expect(await work).toEqual({ kind: 'done', data: 'a note' })
    expect(await read).toEqual({ of: 'Ana' })
    expect([done, calls(), refetched]).toEqual([['Ana: a note'], 2, 1])
    expect([said(), isSessionOver()]).toEqual(['quiet', false])
  })

  it('cannot be dismissed', async () => {
    signedIn = null
    await act(async () => void (await look()))
    await act(async () => dismissSignIn())
    expect(said()).toContain('ended')
  })

  it('asks nothing when a new session has already replaced it', async () => {
    signedIn = null
    const { action, done } = recordedAction()
    const first = runAction(action, { text: 'a note' })
    // Between the refusal and the check who is signed in.
    signIn(ana)
    await first
    expect([done, said()]).toEqual([['Ana: a note'], 'quiet'])
  })
})

describe('another person in the same browser', () => {
  it('gets no data that this tab fetched, and runs no command that it started', async () => {
    const { action, done } = recordedAction()
    signIn(ben)
    const work = runAction(action, { text: 'a note' })
    const read = fetchJson('/api/sync')
    await settle()
    expect(said()).toBe(JSON.stringify({ reason: 'ended', sends: true, other: 'Ben' }))
    await act(async () => void (await look()))
    expect([done, said()]).toEqual([[], JSON.stringify({ reason: 'ended', sends: true, other: 'Ben' })])

    signIn(ana)
    await act(async () => void (await look()))
    await Promise.all([work, read])
    expect(done).toEqual(['Ana: a note'])
    expect(asked.every(one => one.operator === 'ana')).toBe(true)
  })
})

describe('a change in another tab', () => {
  const tell = async (message: string, until: string) => {
    const other = new BroadcastChannel('console-session')
    other.postMessage(message)
    await vi.waitFor(async () => {
      await act(async () => {})
      expect(said()).toContain(until)
    })
    other.close()
  }

  it('is noticed: a sign-out, a sign-in by another person, and a sign-in by the operator', async () => {
    signedIn = null
    await tell('changed', '"elsewhere"')
    signIn(ben)
    await tell('changed', '"Ben"')
    signIn(ana)
    await tell('changed', 'quiet')
    expect(refetched).toBe(1)
  })
})

it('lets an early sign-in be dismissed until the session has ended', async () => {
  await act(async () => askToSignIn('wish'))
  expect(isSessionOver()).toBe(false)
  await act(async () => dismissSignIn())
  expect(said()).toBe('quiet')
  await act(async () => askToSignIn('wish'))
  await act(async () => askToSignIn('ended'))
  await act(async () => dismissSignIn())
  expect(said()).toContain('"ended"')
})
