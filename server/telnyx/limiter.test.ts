import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TelnyxError } from './error'
import { type CallReport, createLimiter, type Lane, type LimiterOptions, type Permit } from './limiter'
import type { RateReport } from './rate-report'
import { manualClock, settled } from './testing/manual-clock'

const noReport: RateReport = { limit: null, remaining: null, resetMs: null, retryAfterMs: null }

function setUp(options: LimiterOptions = {}) {
  const clock = manualClock()
  const limiter = createLimiter({ now: clock.now, schedule: clock.schedule, maxInFlight: 1000, ...options })
  const granted: string[] = []
  const refused: TelnyxError[] = []
  const permits = new Map<string, Permit>()
  const ask = (
    name: string,
    lane: Lane,
    more: { signal?: AbortSignal; maxWaitMs?: number; hold?: boolean; urgent?: boolean } = {},
  ) => {
    limiter.acquire({ lane, operation: name, ...more }).then(
      permit => {
        granted.push(name)
        permit.use()
        permits.set(name, permit)
      },
      (error: TelnyxError) => refused.push(error),
    )
    return settled()
  }
  const done = async (name: string, report: CallReport) => {
    permits.get(name)?.done(report)
    await settled()
  }
  /** One click, to learn Telnyx's limit. */
  const learn = async (rate: Partial<RateReport>, status = 200) => {
    await ask('first', 'click')
    await done('first', answered(rate, status))
    granted.length = 0
  }
  return { clock, limiter, granted, refused, ask, done, learn }
}

function answered(rate: Partial<RateReport> = {}, status = 200): CallReport {
  return { outcome: 'answered', status, rate: { ...noReport, ...rate } }
}

const failed: CallReport = { outcome: 'failed' }

describe('lanes', () => {
  it('grants the next token to a waiting click, then to bulk, then to sync', async () => {
    const { clock, granted, ask, learn, done } = setUp({ maxInFlight: 1 })
    await learn({ limit: 100, remaining: 0, resetMs: 5000 })
    await ask('sync', 'sync')
    await ask('bulk', 'bulk')
    await ask('click', 'click')
    expect(granted).toEqual([])
    await clock.advance(5000)
    expect(granted).toEqual(['click'])
    await done('click', answered())
    expect(granted).toEqual(['click', 'bulk'])
    await done('bulk', answered())
    expect(granted).toEqual(['click', 'bulk', 'sync'])
  })

  it('lets a click pass bulk work that has waited longer', async () => {
    const { granted, ask, done } = setUp({ maxInFlight: 1 })
    await ask('bulk 1', 'bulk')
    await ask('bulk 2', 'bulk')
    await ask('click', 'click')
    await done('bulk 1', answered())
    expect(granted).toEqual(['bulk 1', 'click'])
  })

  it('keeps two places free for clicks', async () => {
    const { granted, limiter, ask, learn } = setUp({ maxInFlight: 8 })
    await learn({ limit: 50, remaining: 50, resetMs: 60_000 })
    for (let i = 0; i < 10; i += 1) await ask(`bulk ${i}`, 'bulk')
    expect(limiter.snapshot()).toMatchObject({ inFlight: 6, waiting: { bulk: 4 } })
    await ask('click 1', 'click')
    await ask('click 2', 'click')
    await ask('click 3', 'click')
    expect(granted.filter(name => name.startsWith('click'))).toEqual(['click 1', 'click 2'])
  })

  it('lets bulk use every token, a quarter at once and the rest spread, so that a click finds one at any moment', async () => {
    const { clock, granted, ask, learn } = setUp()
    await learn({ limit: 50, remaining: 50, resetMs: 60_000 })
    for (let i = 0; i < 60; i += 1) await ask(`bulk ${i}`, 'bulk')
    expect(granted).toHaveLength(13)
    for (let second = 5; second < 60; second += 5) {
      await clock.advance(5000)
      await ask(`click ${second}`, 'click')
      expect(granted).toContain(`click ${second}`)
    }
    await clock.advance(4999)
    expect(granted).toHaveLength(50)
    await clock.advance(1)
    expect(granted.length).toBeGreaterThan(50)
  })

  it('makes sync leave a tenth of the tokens', async () => {
    const { granted, ask, learn } = setUp()
    await learn({ limit: 50, remaining: 5, resetMs: 1000 })
    await ask('sync', 'sync')
    await ask('bulk', 'bulk')
    await ask('click', 'click')
    expect(granted).toEqual(['bulk', 'click'])
  })

  it('lets a sync read that has waited 30 s pass bulk', async () => {
    const { clock, granted, ask, done } = setUp({ maxInFlight: 1 })
    await ask('running', 'bulk')
    await ask('sync', 'sync')
    await clock.advance(30_000)
    await ask('bulk', 'bulk')
    await done('running', answered())
    expect(granted).toEqual(['running', 'sync'])
  })

  it('removes a caller that gives up, without using a token', async () => {
    const { clock, granted, refused, limiter, ask, learn } = setUp()
    await learn({ limit: 1, remaining: 0, resetMs: 5000 })
    const giveUp = new AbortController()
    await ask('gone', 'click', { signal: giveUp.signal })
    await ask('next', 'click')
    giveUp.abort()
    await settled()
    expect(refused).toMatchObject([{ kind: 'cancelled', certainty: 'no' }])
    expect(limiter.snapshot().waiting.click).toBe(1)
    await clock.advance(5000)
    expect(granted).toEqual(['next'])
    await ask('late', 'click', { signal: AbortSignal.abort() })
    expect(refused).toHaveLength(2)
  })
})

describe('the budget', () => {
  it('uses what Telnyx reports and waits for the end of the window', async () => {
    const { clock, granted, limiter, ask, learn } = setUp()
    await learn({ limit: 10, remaining: 2, resetMs: 7000 })
    expect(limiter.snapshot()).toMatchObject({ limit: 10, remaining: 2, resetAt: clock.now() + 7000 })
    for (const name of ['a', 'b', 'c']) await ask(name, 'click')
    expect(granted).toEqual(['a', 'b'])
    await clock.advance(6999)
    expect(granted).toEqual(['a', 'b'])
    await clock.advance(1)
    expect(granted).toEqual(['a', 'b', 'c'])
  })

  it('trusts the answer of the newest request, not the one that arrives last', async () => {
    const { limiter, ask, done } = setUp()
    await ask('old', 'click')
    await ask('new', 'click')
    await done('new', answered({ limit: 10, remaining: 4, resetMs: 5000 }))
    // `old` is still in flight and perhaps not counted yet.
    expect(limiter.snapshot().remaining).toBe(3)
    await done('old', answered({ limit: 10, remaining: 9, resetMs: 5000 }))
    expect(limiter.snapshot().remaining).toBe(3)
  })

  it('gives sync at most a fifth of the limit in any window', async () => {
    const { clock, granted, ask, done, learn } = setUp()
    await learn({ limit: 100, remaining: 100, resetMs: 10_000 })
    for (let i = 0; i < 60; i += 1) await ask(`s${i}`, 'sync')
    expect(granted).toHaveLength(20)
    await done('s19', answered({ limit: 100, remaining: 100, resetMs: 10_000 }))
    await clock.advance(9999)
    expect(granted).toHaveLength(20)
    // Two go first and show that the window has started at Telnyx too; without an answer the others wait a little.
    await clock.advance(1)
    expect(granted).toHaveLength(22)
    await clock.advance(300)
    expect(granted).toHaveLength(40)
  })

  it('pauses after 429 until the reset, and reports it to callers that cannot wait that long', async () => {
    const { clock, granted, refused, limiter, ask, learn } = setUp()
    await learn({ limit: 100, remaining: 0, resetMs: 20_000 }, 429)
    await ask('patient', 'bulk')
    await ask('click', 'click', { maxWaitMs: 10_000 })
    expect(refused).toMatchObject([{ kind: 'rate_limited', retryAfterMs: 20_000, certainty: 'no' }])
    expect(limiter.snapshot().blockedUntil).toBe(clock.now() + 20_000)
    await clock.advance(19_999)
    expect(granted).toEqual([])
    await clock.advance(1)
    expect(granted).toEqual(['patient'])
  })

  it('prefers Retry-After to the reset of the window', async () => {
    const { clock, granted, ask, learn } = setUp()
    await learn({ limit: 100, remaining: 0, resetMs: 20_000, retryAfterMs: 3000 }, 429)
    await ask('click', 'click')
    await clock.advance(3000)
    expect(granted).toEqual(['click'])
  })

  it('paces conservatively while nothing is reported: ten a second, half after 429, longer pauses each time', async () => {
    const { clock, granted, limiter, ask, done } = setUp()
    for (let i = 0; i < 12; i += 1) await ask(`c${i}`, 'click')
    expect(granted).toHaveLength(10)
    expect(limiter.snapshot()).toMatchObject({ limit: null, remaining: null, resetAt: null })
    await done('c0', answered({}, 429))
    await clock.advance(999)
    expect(granted).toHaveLength(10)
    await clock.advance(1)
    expect(granted).toHaveLength(12)
    await done('c10', answered({}, 429))
    for (let i = 0; i < 9; i += 1) await ask(`d${i}`, 'click')
    await clock.advance(1999)
    expect(granted).toHaveLength(12)
    await clock.advance(1)
    expect(granted).toHaveLength(14)
  })

  it('refuses a click whose turn does not come in time because all places are taken', async () => {
    const { clock, refused, ask } = setUp({ maxInFlight: 1 })
    await ask('slow', 'click')
    await ask('waiting', 'click', { maxWaitMs: 4000 })
    await clock.advance(3999)
    expect(refused).toEqual([])
    await clock.advance(1)
    expect(refused).toMatchObject([{ kind: 'rate_limited', certainty: 'no' }])
  })

  it('gets no refusal from a server that reports its window truly, whatever the traffic', async () => {
    const event = fc.record({
      lane: fc.constantFrom<Lane>('click', 'bulk', 'sync'),
      pause: fc.integer({ min: 0, max: 900 }),
      latency: fc.integer({ min: 0, max: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(event, { maxLength: 60 }),
        async (limit, seconds, events) => {
          const clock = manualClock()
          const limiter = createLimiter({ now: clock.now, schedule: clock.schedule })
          const server = fixedWindow(limit, seconds * 1000)
          const call = async (lane: Lane, latency: number) => {
            const permit = await limiter.acquire({ lane, operation: 'x' })
            permit.use()
            const { status, rate } = server.answer(clock.now())
            clock.schedule(() => permit.done({ outcome: 'answered', status, rate }), latency)
          }
          // The limit is learned from the first answer; before that it is unknown.
          void call('click', 0)
          await clock.advance(1)
          for (const { lane, pause, latency } of events) {
            void call(lane, latency)
            await clock.advance(pause)
          }
          await clock.advance(600_000)
          expect(server.refused()).toBe(0)
          expect(server.served()).toBe(events.length + 1)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['80 in 2 s', { limit: 80, seconds: 2 }],
    ['50 a second', { limit: 50, seconds: 1 }],
    ['20 in 3 s', { limit: 20, seconds: 3 }],
    ['100 in 10 s', { limit: 100, seconds: 10 }],
    ['300 in a minute', { limit: 300, seconds: 60 }],
    ['50 a second, 60 ms away', { limit: 50, seconds: 1, latency: 60 }],
    ['60 in 2 s, shared by two processes', { limit: 60, seconds: 2, processes: 2 }],
  ])('bulk work beside clicks uses what Telnyx allows, and is never refused: %s', async (_, load) => {
    const { served, refused, allowed } = await workFor(20, load)
    expect(refused).toBe(0)
    expect(served / allowed).toBeGreaterThanOrEqual(0.95)
  })
})

type Load = { limit: number; seconds: number; latency?: number; processes?: number }

/** For so many windows, each process has six workers who always want to send, and a person who clicks. */
async function workFor(windows: number, { limit, seconds, latency = 0, processes = 1 }: Load) {
  const clock = manualClock()
  const server = fixedWindow(limit, seconds * 1_000)
  const ends = clock.now() + windows * seconds * 1_000
  const pass = (ms: number) => new Promise<void>(resolve => void clock.schedule(resolve, ms))
  for (let process = 0; process < processes; process += 1) {
    const limiter = createLimiter({ now: clock.now, schedule: clock.schedule })
    const share = { from: process / processes, to: (process + 1) / processes }
    limiter.setShare({ ...share, instances: processes, lastsMs: Number.POSITIVE_INFINITY })
    const call = async (lane: Lane) => {
      const permit = await limiter.acquire({ lane, operation: 'x' })
      permit.use()
      const answer = server.answer(clock.now())
      await pass(latency)
      permit.done({ outcome: 'answered', ...answer })
    }
    for (let worker = 0; worker < 6; worker += 1) {
      void (async () => {
        while (clock.now() < ends) await call('bulk')
      })()
    }
    void (async () => {
      for (; clock.now() < ends; await pass(350)) void call('click')
    })()
  }
  await clock.advance(windows * seconds * 1_000 - 1)
  return { served: server.served(), refused: server.refused(), allowed: windows * limit }
}

function fixedWindow(limit: number, lengthMs: number) {
  let ends = 0
  let used = 0
  let refused = 0
  let served = 0
  return {
    refused: () => refused,
    served: () => served,
    answer(now: number) {
      if (now >= ends) {
        ends = now + lengthMs
        used = 0
      }
      const status = used < limit ? 200 : 429
      if (status === 200) {
        used += 1
        served += 1
      } else refused += 1
      const rate = { ...noReport, limit, remaining: limit - used, resetMs: Math.ceil((ends - now) / 1000) * 1000 }
      return { status, rate }
    },
  }
}

describe('the breaker', () => {
  async function takeDown({ ask, done }: ReturnType<typeof setUp>, times = 6, report = failed) {
    for (let i = 0; i < times; i += 1) {
      await ask(`down ${i}`, 'click')
      await done(`down ${i}`, report)
    }
  }

  it.each([
    ['lost connections and timeouts', failed],
    ['5xx', answered({}, 503)],
  ])('opens after six %s in a row and refuses at once', async (_, report) => {
    const set = setUp()
    await takeDown(set, 5, report)
    expect(set.limiter.snapshot().breaker).toBe('closed')
    await takeDown(set, 1, report)
    expect(set.limiter.snapshot().breaker).toBe('open')
    await set.ask('click', 'click')
    expect(set.refused).toMatchObject([{ kind: 'circuit_open', certainty: 'no', retryAfterMs: 5000 }])
  })

  it.each([
    ['an answer', answered()],
    ['a refusal', answered({}, 404)],
  ])('restarts its count after %s', async (_, report) => {
    const set = setUp()
    await takeDown(set, 5)
    await set.ask('answered', 'click')
    await set.done('answered', report)
    await takeDown(set, 5)
    expect(set.limiter.snapshot().breaker).toBe('closed')
  })

  it('does not count failures that say nothing about Telnyx', async () => {
    const set = setUp()
    await takeDown(set, 20, { outcome: 'unused' })
    expect(set.limiter.snapshot().breaker).toBe('closed')
  })

  it('refuses waiting callers when it opens, except bulk work, which waits for its end', async () => {
    const set = setUp({ maxInFlight: 1 })
    set.limiter.probeWith(() => new Promise(() => {}))
    await takeDown(set, 5)
    await set.ask('last', 'click')
    await set.ask('read', 'sync')
    await set.ask('bulk without a turn', 'bulk')
    const stop = new AbortController()
    await set.ask('turn', 'bulk', { hold: true })
    await set.ask('turn for 8 s', 'bulk', { hold: true, maxWaitMs: 8000 })
    await set.ask('turn given up', 'bulk', { hold: true, signal: stop.signal })
    await set.done('last', failed)
    expect(set.refused).toMatchObject([{ kind: 'circuit_open' }, { kind: 'circuit_open' }])
    stop.abort()
    await set.clock.advance(8000)
    expect(set.refused.slice(2)).toMatchObject([{ kind: 'cancelled' }, { kind: 'circuit_open', certainty: 'no' }])
    expect(set.limiter.snapshot().waiting.bulk).toBe(1)
  })

  it('counts only calls that were sent after it closed, not older ones that time out late', async () => {
    const set = setUp()
    set.limiter.probeWith(async permit => permit.done(answered()))
    await set.learn({ limit: 100, remaining: 100, resetMs: 60_000 })
    for (let i = 0; i < 6; i += 1) await set.ask(`slow ${i}`, 'click')
    await takeDown(set)
    expect(set.limiter.snapshot().breaker).toBe('open')
    await set.ask('somebody', 'click')
    await set.clock.advance(5000)
    expect(set.limiter.snapshot().breaker).toBe('closed')
    for (let i = 0; i < 6; i += 1) await set.done(`slow ${i}`, failed)
    expect(set.limiter.snapshot().breaker).toBe('closed')
  })

  it('tries urgent clicks one at a time, every 2 s, and closes when one is answered', async () => {
    const set = setUp()
    await takeDown(set)
    for (const name of ['a', 'b', 'c']) await set.ask(name, 'click', { urgent: true, maxWaitMs: 30_000 })
    expect(set.granted.slice(-1)).toEqual(['a'])
    await set.done('a', failed)
    await set.clock.advance(1_999)
    expect(set.granted.slice(-1)).toEqual(['a'])
    await set.clock.advance(1)
    expect(set.granted.slice(-1)).toEqual(['b'])
    await set.ask('ordinary', 'click')
    expect(set.refused).toMatchObject([{ kind: 'circuit_open' }])
    await set.done('b', answered())
    expect(set.limiter.snapshot().breaker).toBe('closed')
    expect(set.granted.slice(-1)).toEqual(['c'])
  })

  it('refuses an urgent click whose deadline passes before its try', async () => {
    const set = setUp()
    await takeDown(set)
    await set.ask('first', 'click', { urgent: true })
    await set.ask('second', 'click', { urgent: true, maxWaitMs: 1_000 })
    await set.clock.advance(1_000)
    expect(set.refused).toMatchObject([{ kind: 'circuit_open', certainty: 'no' }])
  })

  describe('probes', () => {
    async function down(probe: (permit: Permit) => Promise<unknown>) {
      const set = setUp({ maxInFlight: 8 })
      const probes: number[] = []
      set.limiter.probeWith(permit => {
        probes.push(set.clock.now())
        permit.use()
        return probe(permit)
      })
      await takeDown(set)
      const since = set.clock.now()
      return { ...set, probed: () => probes.map(at => at - since), since }
    }

    it('are sent at most every 5 s, whatever waits, and are never a caller’s own call', async () => {
      const set = await down(async permit => permit.done(failed))
      for (let second = 0; second < 30; second += 1) {
        for (const lane of ['click', 'bulk', 'sync'] as const) await set.ask(`${lane} ${second}`, lane)
        await set.ask(`turn ${second}`, 'bulk', { hold: true })
        await set.clock.advance(1000)
      }
      expect(set.probed()).toEqual([5000, 10_000, 15_000, 20_000, 25_000, 30_000])
      expect(set.granted.filter(name => !name.startsWith('down'))).toEqual([])
      expect(set.limiter.snapshot()).toMatchObject({ breaker: 'open', openSince: set.since, inFlight: 0 })
    })

    it('are sent one at a time, and less often when several processes share the key', async () => {
      const set = await down(() => new Promise(() => {}))
      await set.ask('turn', 'bulk', { hold: true })
      await set.clock.advance(60_000)
      expect(set.probed()).toEqual([5000])

      const one = await down(async permit => permit.done(failed))
      one.limiter.setShare({ from: 0, to: 1 / 3, instances: 3, lastsMs: 60_000 })
      await one.ask('turn', 'bulk', { hold: true })
      await one.clock.advance(30_000)
      expect(one.probed()).toEqual([15_000, 30_000])
    })

    it('stop after a minute without demand, and continue with the next demand', async () => {
      let answer: CallReport = failed
      const set = await down(async permit => permit.done(answer))
      await set.ask('click', 'click')
      await set.clock.advance(120_000)
      expect(set.probed()).toHaveLength(12)
      answer = answered()
      await set.ask('next click', 'click')
      expect(set.granted).toContain('next click')
      expect(set.limiter.snapshot().breaker).toBe('closed')
    })

    it('that fail refuse the click that requested one, and others at once', async () => {
      let end = (_: CallReport) => {}
      const set = await down(permit => {
        end = permit.done
        return new Promise(() => {})
      })
      await set.clock.advance(5000)
      await set.ask('asks', 'click')
      await set.ask('other', 'click')
      expect(set.refused).toHaveLength(1)
      end(failed)
      await settled()
      expect(set.refused).toMatchObject([{ kind: 'circuit_open' }, { kind: 'circuit_open', retryAfterMs: 5000 }])
    })

    it('that succeed let bulk work continue one at a time until one of its calls was answered', async () => {
      const set = await down(async permit => permit.done(answered({ limit: 1000, remaining: 900, resetMs: 60_000 })))
      for (const name of ['a', 'b', 'c']) await set.ask(name, 'bulk', { hold: true })
      await set.clock.advance(5000)
      expect(set.granted.slice(-1)).toEqual(['a'])
      await set.done('a', failed)
      expect(set.limiter.snapshot().breaker).toBe('open')
      await set.clock.advance(5000)
      expect(set.granted.slice(-1)).toEqual(['b'])
      await set.done('b', answered({}, 422))
      expect(set.granted.slice(-1)).toEqual(['c'])
      await set.ask('d', 'bulk', { hold: true })
      expect(set.granted.slice(-1)).toEqual(['d'])
    })

    it('wait until Telnyx’s pause is over', async () => {
      const set = setUp()
      const probes: number[] = []
      set.limiter.probeWith(async permit => {
        probes.push(set.clock.now())
        permit.done(failed)
      })
      await set.ask('throttled', 'click')
      for (let i = 0; i < 6; i += 1) await set.ask(`down ${i}`, 'click')
      for (let i = 0; i < 6; i += 1) await set.done(`down ${i}`, failed)
      await set.done('throttled', answered({ retryAfterMs: 9000 }, 429))
      // A 429 is an answer: Telnyx is there.
      expect(set.limiter.snapshot()).toMatchObject({ breaker: 'closed' })
      for (let i = 0; i < 6; i += 1) await set.done(`late ${i}`, failed)
      await set.clock.advance(8999)
      expect(probes).toEqual([])
    })
  })
})

it('a call is counted once, however often its end is reported', async () => {
  const { limiter, ask, done } = setUp()
  await ask('a', 'click')
  await ask('b', 'click')
  await done('a', answered())
  await done('a', answered())
  expect(limiter.snapshot().inFlight).toBe(1)
})
