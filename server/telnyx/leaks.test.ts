import { getEventListeners } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendWithin } from '../platform/send-before'
import { createTelnyx, type Telnyx } from './client'
import { TelnyxError, type TelnyxErrorKind } from './error'
import { startBlackHole } from './testing/black-hole'
import { NOBODY_LISTENS, startRaw } from './testing/raw-server'

const FAULTS = process.env.TEST_FULL === '1' ? 1000 : 200
const AT_ONCE = 20
const DEADLINE_MS = 250
/** A call may be late by this, plus the time that the machine was busy. */
const LATE_MS = 1000
/** A connection attempt whose call has ended is given up within this time. */
const CONNECT_MS = 5000
const id = '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'

type Fault = {
  name: string
  url: string
  /** The possible results */
  kinds: readonly TelnyxErrorKind[]
  /** What is known about a write */
  certainty: 'no' | 'unknown'
  call?: (telnyx: Telnyx, stop: AbortController) => Promise<unknown>
}

const closes: (() => unknown)[] = []
const warnings: Error[] = []
const warn = (warning: Error) => warnings.push(warning)
let faults: Fault[]

beforeEach(() => void process.on('warning', warn))
afterEach(() => void process.off('warning', warn))
afterAll(() => Promise.all(closes.map(close => close())))
beforeAll(async () => {
  const raw = async (answer: (socket: Socket) => void) => {
    const server = await startRaw(answer)
    closes.push(server.close)
    return `http://127.0.0.1:${server.port}/v2`
  }
  const silent = net.createServer(socket => void socket.on('error', () => {}).resume())
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  closes.push(() => silent.close())
  const silentPort = (silent.address() as AddressInfo).port
  const hole = await startBlackHole()
  closes.push(hole.close)
  const json =
    (status: string, body: string, headers = '') =>
    (socket: Socket) =>
      void socket.end(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`)
  const halfOpen = await raw(() => {})
  faults = [
    { name: 'half-open', url: halfOpen, kinds: ['timeout'], certainty: 'unknown' },
    { name: 'a byte a second', url: await raw(slowly), kinds: ['timeout'], certainty: 'unknown' },
    { name: 'a black hole', url: `http://127.0.0.1:${hole.port}/v2`, kinds: ['timeout', 'network'], certainty: 'no' },
    { name: 'TLS never ends', url: `https://127.0.0.1:${silentPort}/v2`, kinds: ['timeout'], certainty: 'no' },
    { name: 'refused', url: NOBODY_LISTENS, kinds: ['timeout', 'network'], certainty: 'no' },
    { name: 'no such name', url: 'https://telnyx.invalid/v2', kinds: ['timeout', 'network'], certainty: 'no' },
    {
      name: 'reset',
      url: await raw(socket => void socket.resetAndDestroy()),
      kinds: ['network'],
      certainty: 'unknown',
    },
    { name: 'HTML', url: await raw(json('200 OK', '<html>')), kinds: ['bad_answer'], certainty: 'unknown' },
    { name: '500', url: await raw(json('500 No', '')), kinds: ['server'], certainty: 'unknown' },
    {
      name: '429',
      url: await raw(json('429 No', '', 'x-ratelimit-reset: 60\r\n')),
      kinds: ['rate_limited'],
      certainty: 'no',
    },
    {
      name: 'a caller that gives up',
      url: halfOpen,
      kinds: ['cancelled'],
      certainty: 'no',
      call: (telnyx, stop) => {
        setTimeout(() => stop.abort(), DEADLINE_MS / 3)
        return telnyx.accounts.retrieve(id, { signal: stop.signal })
      },
    },
    {
      name: 'too late',
      url: halfOpen,
      kinds: ['too_late'],
      certainty: 'no',
      call: telnyx => telnyx.accounts.disable(id, { sendBefore: sendWithin(0) }),
    },
    {
      name: 'a turn for a call that is refused here',
      url: halfOpen,
      kinds: ['invalid'],
      certainty: 'no',
      call: async telnyx => {
        const permit = await telnyx.turn({ lane: 'bulk', operation: 'x' })
        return telnyx.accounts.disable('', { permit })
      },
    },
  ]
})

function slowly(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
  const timer = setInterval(() => socket.write(' '), 1000)
  socket.on('close', () => clearInterval(timer))
}

/** What keeps this process alive: connections, look-ups, and timers beyond those of the test itself. */
function resources(ownTimers: number): string[] {
  const all = process.getActiveResourcesInfo()
  const timers = all.filter(name => name === 'Timeout').slice(ownTimers)
  return [...all.filter(name => /TCPSocket|TCPConnect|TLS|GetAddrInfo/.test(name)), ...timers].sort()
}

/** What is there more often than before. */
function beyond(before: readonly string[], now: readonly string[]): string[] {
  const rest = [...before]
  return now.filter(name => {
    const at = rest.indexOf(name)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

describe('[5.4] faults', { timeout: 120_000 }, () => {
  it('end each call by its deadline and leave nothing behind', async () => {
    const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
    const before = resources(timers)
    const stops: AbortController[] = []
    const busy = monitorEventLoopDelay()
    busy.enable()
    const clients: Telnyx[] = []
    let latest = 0

    const suffer = async (number: number) => {
      const fault = faults[number % faults.length]
      if (!fault) return
      const telnyx = createTelnyx({
        apiKey: 'key',
        baseUrl: fault.url,
        readDeadlineMs: DEADLINE_MS,
        writeDeadlineMs: DEADLINE_MS,
      })
      const stop = new AbortController()
      stops.push(stop)
      clients.push(telnyx)
      // Every other one is a read, which is tried up to three times within the same deadline.
      const call = () =>
        number % 2 === 0
          ? telnyx.accounts.disable(id, { signal: stop.signal })
          : telnyx.accounts.retrieve(id, { signal: stop.signal })
      const began = performance.now()
      const error = await (fault.call ?? call)(telnyx, stop).then(
        () => null,
        (reason: unknown) => reason,
      )
      latest = Math.max(latest, performance.now() - began - DEADLINE_MS)
      expect(error, fault.name).toBeInstanceOf(TelnyxError)
      if (!(error instanceof TelnyxError)) return
      // On a busy machine the deadline may pass first, even before anything is sent.
      expect([...fault.kinds, 'timeout'], fault.name).toContain(error.kind)
      const certainty = fault.call || number % 2 === 1 ? 'no' : fault.certainty
      const foreseen = error.kind !== 'timeout' || (fault.kinds.includes('timeout') && certainty === 'no')
      if (foreseen) expect(error.certainty, fault.name).toBe(certainty)
    }

    for (let number = 0; number < FAULTS; number += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => suffer(number + i)))
    }
    busy.disable()
    const heldUpMs = busy.max / 1e6
    expect(latest).toBeLessThan(LATE_MS + 3 * heldUpMs)
    // Two more timers are the poll's own. Handles of other tests in this process may have closed in the meantime.
    const left = () => beyond(before, resources(timers + 2))
    await expect.poll(left, { timeout: CONNECT_MS + 3000, interval: 100 }).toEqual([])
    for (const telnyx of clients) {
      expect(telnyx.limiter.snapshot()).toMatchObject({ inFlight: 0, waiting: { click: 0, bulk: 0, sync: 0 } })
    }
    expect(stops.flatMap(stop => getEventListeners(stop.signal, 'abort'))).toEqual([])
    expect(warnings).toEqual([])
    process.stdout.write(
      `faults: ${FAULTS} of ${faults.length} kinds, the latest ended ${Math.max(0, latest).toFixed(0)} ms after its deadline (the process was held up for at most ${heldUpMs.toFixed(0)} ms)\n`,
    )
  })
})
