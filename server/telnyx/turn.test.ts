import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '@/server/sandbox/server'
import { sendWithin } from '../platform/send-before'
import { createTelnyx, type Telnyx } from './client'
import type { TelnyxError } from './error'
import { createLimiter } from './limiter'
import { manualClock, settled } from './testing/manual-clock'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: 5 })
})
afterEach(() => {
  sandbox.clearFaults()
  sandbox.clearCalls()
})
afterAll(() => sandbox.close())

const bulk = { lane: 'bulk', operation: 'accounts.disable' } as const
const limitOf5 = { limit: 5, remaining: 5, resetMs: 60_000, retryAfterMs: null }

/** A limiter that has learned a limit of 5 requests per minute, none of them used. */
async function limited() {
  const clock = manualClock()
  const limiter = createLimiter({ now: clock.now, schedule: clock.schedule })
  const first = await limiter.acquire({ lane: 'click', operation: 'first' })
  first.use()
  first.done({ outcome: 'answered', status: 200, rate: limitOf5 })
  const hold = () => limiter.acquire({ ...bulk, lane: 'click', hold: true })
  return { clock, limiter, hold }
}

describe('a turn taken before the call', () => {
  it('uses a token at once and returns it when nothing was sent', async () => {
    const { limiter, hold } = await limited()
    const permit = await hold()
    expect(limiter.snapshot()).toMatchObject({ remaining: 4, inFlight: 1 })
    permit.done({ outcome: 'unused' })
    permit.done({ outcome: 'unused' })
    expect(limiter.snapshot()).toMatchObject({ remaining: 5, inFlight: 0 })
  })

  it('returns the token when the connection failed, and keeps it when the request may have arrived', async () => {
    const { limiter, hold } = await limited()
    const refused = await hold()
    refused.use()
    refused.done({ outcome: 'failed', sent: false })
    expect(limiter.snapshot().remaining).toBe(5)
    const lost = await hold()
    lost.use()
    lost.done({ outcome: 'failed', sent: true })
    expect(limiter.snapshot().remaining).toBe(4)
  })

  it('counts in the window in which its request is sent', async () => {
    const { clock, limiter, hold } = await limited()
    const held = await hold()
    await clock.advance(14_999)
    held.done({ outcome: 'unused' })
    await clock.advance(45_001)
    const two = await Promise.all([hold(), hold()])
    expect(limiter.snapshot().remaining).toBe(3)
    for (const permit of two) permit.use()
    for (const permit of two) permit.done({ outcome: 'failed', sent: true })
    const late = await hold()
    await clock.advance(10_000)
    expect(limiter.snapshot().remaining).toBe(2)
    late.use()
    expect(limiter.snapshot().remaining).toBe(2)
  })

  it('expires unused: slot and token are free again, and nothing is sent with it', async () => {
    const { clock, limiter, hold } = await limited()
    const forgotten = await hold()
    await clock.advance(14_999)
    expect(limiter.snapshot()).toMatchObject({ remaining: 4, inFlight: 1 })
    await clock.advance(1)
    expect(limiter.snapshot()).toMatchObject({ remaining: 5, inFlight: 0 })
    expect(() => forgotten.use()).toThrow(expect.objectContaining({ kind: 'too_late', certainty: 'no' }))
  })

  it('waits as long as requested, also when it cannot come in that time', async () => {
    const { clock, limiter, hold } = await limited()
    for (const permit of await Promise.all(Array.from({ length: 5 }, hold))) permit.use()
    const refused: unknown[] = []
    const ask = (more: { hold?: boolean }) =>
      limiter.acquire({ ...bulk, ...more, maxWaitMs: 8000 }).catch((error: unknown) => refused.push(error))
    void ask({})
    await settled()
    expect(refused).toMatchObject([{ kind: 'rate_limited', certainty: 'no' }])
    void ask({ hold: true })
    await clock.advance(7999)
    expect(refused).toHaveLength(1)
    await clock.advance(1)
    expect(refused).toMatchObject([{}, { kind: 'rate_limited', certainty: 'no' }])
  })

  it('is not used after Telnyx asked for silence or went down', async () => {
    const { clock, limiter, hold } = await limited()
    const [held, other] = await Promise.all([hold(), hold()])
    other.use()
    other.done({ outcome: 'answered', status: 429, rate: { ...limitOf5, remaining: 0, resetMs: 5000 } })
    expect(() => held.use()).toThrow(expect.objectContaining({ kind: 'rate_limited', retryAfterMs: 5000 }))
    await clock.advance(5000)
    const [spare, ...six] = await Promise.all([hold(), ...Array.from({ length: 4 }, hold)])
    for (const permit of six) {
      permit.use()
      permit.done({ outcome: 'failed', sent: false })
    }
    for (let i = 0; i < 2; i += 1) {
      const more = await hold()
      more.use()
      more.done({ outcome: 'failed', sent: false })
    }
    expect(() => spare?.use()).toThrow(expect.objectContaining({ kind: 'circuit_open', certainty: 'no' }))
    expect(limiter.snapshot().inFlight).toBe(0)
  })
})

describe('a call with a turn', () => {
  function client(): Telnyx {
    return createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url })
  }
  const idOf = (index: number) => sandbox.accounts().filter(account => account.status === 'enabled')[index]?.id ?? ''

  it('does not wait at the limiter again', async () => {
    const telnyx = client()
    const permits = await Promise.all(Array.from({ length: 6 }, () => telnyx.turn(bulk)))
    // Six is the most that bulk may have in flight: a call that asked again would wait for ever.
    const answers = permits.map((permit, i) => telnyx.accounts.setChannelLimit(idOf(0), i, { lane: 'bulk', permit }))
    expect(await Promise.all(answers)).toHaveLength(6)
    expect(telnyx.limiter.snapshot().inFlight).toBe(0)
  })

  it('uses it only for its first attempt', async () => {
    const telnyx = client()
    sandbox.setFaults([{ path: '/managed_accounts/*', effect: { status: 500 } }])
    const permit = await telnyx.turn(bulk)
    expect((await telnyx.accounts.retrieve(idOf(0), { permit })).id).toBe(idOf(0))
    expect(sandbox.calls()).toHaveLength(2)
    expect(telnyx.limiter.snapshot().inFlight).toBe(0)
  })

  it.each<[string, (telnyx: Telnyx) => { id: string; signal?: AbortSignal }, TelnyxError['kind']]>([
    ['refuses the id', () => ({ id: '..' }), 'invalid'],
    ['was given up before', () => ({ id: idOf(0), signal: AbortSignal.abort() }), 'cancelled'],
  ])('ends it when it %s', async (_, how, kind) => {
    const telnyx = client()
    await telnyx.accounts.retrieve(idOf(0))
    sandbox.clearCalls()
    const permit = await telnyx.turn(bulk)
    const { remaining } = telnyx.limiter.snapshot()
    const { id, ...options } = how(telnyx)
    await expect(telnyx.accounts.disable(id, { ...options, permit })).rejects.toMatchObject({ kind, certainty: 'no' })
    expect(telnyx.limiter.snapshot()).toMatchObject({ inFlight: 0, remaining: (remaining ?? 0) + 1 })
    expect(sandbox.calls()).toEqual([])
  })

  it('sends nothing with a turn that was used or given back', async () => {
    const telnyx = client()
    const permit = await telnyx.turn(bulk)
    await telnyx.accounts.setChannelLimit(idOf(0), 1, { permit })
    sandbox.clearCalls()
    const again = telnyx.accounts.disable(idOf(0), { permit })
    await expect(again).rejects.toMatchObject({ kind: 'too_late', certainty: 'no' })
    expect(sandbox.calls()).toEqual([])
  })

  it('cancels a waiting turn with its signal', async () => {
    const telnyx = client()
    const permits = await Promise.all(Array.from({ length: 6 }, () => telnyx.turn(bulk)))
    const stop = new AbortController()
    const waiting = telnyx.turn({ ...bulk, signal: stop.signal })
    await settled()
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled', certainty: 'no' })
    for (const permit of permits) permit.done({ outcome: 'unused' })
    expect(telnyx.limiter.snapshot()).toMatchObject({ inFlight: 0, waiting: { bulk: 0 } })
  })

  it('does not send a write whose deadline has passed, and reports that with certainty', async () => {
    const telnyx = client()
    const late = telnyx.accounts.disable(idOf(0), { sendBefore: sendWithin(0) })
    await expect(late).rejects.toMatchObject({ kind: 'too_late', certainty: 'no' })
    expect(sandbox.calls()).toEqual([])
    expect((await telnyx.accounts.retrieve(idOf(0), { sendBefore: sendWithin(0) })).id).toBe(idOf(0))
  })
})
