import { performance } from 'node:perf_hooks'
import { describe, expect, it, type TestContext } from 'vitest'
import { randomFrom } from '@/server/accounts/testing/pairwise'
import { timing } from '@/server/cli/bench/figures'
import { createLogger } from '@/server/platform/log'
import { type RateLimit, startSandbox } from '@/server/sandbox/server'
import { testDatabase } from '@/server/testing/database'
import { createTelnyx, type Telnyx } from './client'
import { TelnyxError } from './error'
import { shareBudget } from './shared-budget'
import { percent, person, rateFigures } from './testing/rate-figures'

/** As many as one process's job engine has. */
const WORKERS = 6
const whole = process.env.TEST_FULL === '1'
const seed = Number(process.env.TEST_SEED ?? 20261122)

type Finished = TestContext['onTestFinished']

type Load = { items: number; rateLimit: RateLimit; latencyMs?: number; processes?: number }

async function start({ items, rateLimit, latencyMs = 0, processes = 1 }: Load, finished: Finished) {
  const sandbox = await startSandbox({ accounts: items * 2, seed, rateLimit, latencyMs })
  finished(() => sandbox.close())
  const ids = sandbox.accounts().flatMap(({ id, status }) => (status === 'enabled' ? [id] : []))
  const telnyxes = Array.from({ length: processes }, () => createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url }))
  return { sandbox, telnyxes, ids: ids.slice(0, items) }
}

/** Disables each account once; a call refused for the rate limit is sent again. Returns how often that happened. */
async function work(telnyx: Telnyx, line: string[]): Promise<number> {
  let refused = 0
  const worker = async () => {
    for (let id = line.shift(); id !== undefined; id = line.shift()) {
      const permit = await telnyx.turn({ lane: 'bulk', operation: 'accounts.disable' })
      try {
        await telnyx.accounts.disable(id, { lane: 'bulk', permit })
      } catch (error) {
        if (!(error instanceof TelnyxError) || error.kind !== 'rate_limited') throw error
        refused += 1
        line.push(id)
      }
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
  return refused
}

async function measure(name: string, load: Load, { sandbox, telnyxes, ids }: Awaited<ReturnType<typeof start>>) {
  const random = randomFrom(seed)
  const line = [...ids]
  const began = performance.now()
  const persons = telnyxes.map(telnyx => person(() => telnyx.accounts.retrieve(ids[0] ?? ''), random))
  await Promise.all(telnyxes.map(telnyx => work(telnyx, line)))
  const tookMs = performance.now() - began
  const clicked = await Promise.all(persons.map(stop => stop()))
  const took = clicked.flatMap(person => person.took)
  const figures = {
    ...rateFigures(sandbox, load.rateLimit, ids.length + took.length),
    clicksFailed: clicked.reduce((sum, one) => sum + one.failed, 0),
  }
  const { p50, p95 } = timing(took)
  process.stdout.write(
    `rate ${name}: ${ids.length} items in ${(tookMs / 1000).toFixed(1)} s, ${percent(figures.refused)} of ${sandbox.calls().length} calls refused,` +
      ` ${figures.callsPerNeeded.toFixed(3)} calls a needed call, ${percent(figures.used)} of the allowed rate used,` +
      ` ${took.length} clicks p50 ${p50.toFixed(0)} ms p95 ${p95.toFixed(0)} ms (seed ${seed})\n`,
  )
  expect(ids.every(id => sandbox.account(id)?.status === 'disabled')).toBe(true)
  expect(figures.clicksFailed).toBe(0)
  expect(figures.callsPerNeeded).toBeLessThanOrEqual(1.05)
}

// At the same time: two tests use at most half of this process. The tests of a full run would use too much.
describe('[5.3] bulk work under a rate limit', { timeout: 180_000, concurrent: !whole }, () => {
  const loads: [string, Load][] = [
    ['80 in 2 s', { items: whole ? 500 : 240, rateLimit: { limit: 80, windowSeconds: 2 } }],
    ...(whole
      ? ([
          ['50 a second', { items: 500, rateLimit: { limit: 50, windowSeconds: 1 } }],
          ['20 in 3 s', { items: 120, rateLimit: { limit: 20, windowSeconds: 3 } }],
          ['100 in 10 s', { items: 500, rateLimit: { limit: 100, windowSeconds: 10 } }],
          ['300 in a minute', { items: 200, rateLimit: { limit: 300, windowSeconds: 60 } }],
          ['50 a second, 60 ms away', { items: 500, latencyMs: 60, rateLimit: { limit: 50, windowSeconds: 1 } }],
        ] satisfies [string, Load][])
      : []),
  ]

  it.for(loads)('%s', async ([name, load], { onTestFinished }) => {
    await measure(name, load, await start(load, onTestFinished))
  })

  it('shared by two processes', async ({ onTestFinished }) => {
    // Sandbox, database and both processes are one: a higher rate would measure this machine.
    const load: Load = { items: whole ? 500 : 180, processes: 2, rateLimit: { limit: 60, windowSeconds: 2 } }
    const world = await start(load, onTestFinished)
    const database = await testDatabase()
    onTestFinished(() => database.close())
    const services = { db: database.db, log: createLogger('silent', []) }
    for (const { limiter } of world.telnyxes) {
      const shared = await shareBudget(services, limiter)
      onTestFinished(() => shared.stop())
    }
    await measure('60 in 2 s, two processes', load, world)
  })
})
