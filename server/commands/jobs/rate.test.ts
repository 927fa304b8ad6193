import { performance } from 'node:perf_hooks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { listAccounts } from '@/server/accounts/queries'
import { randomFrom } from '@/server/accounts/testing/pairwise'
import { timing } from '@/server/cli/bench/figures'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import type { RateLimit } from '@/server/sandbox/server'
import { percent, person, rateFigures } from '@/server/telnyx/testing/rate-figures'
import { freshTelnyx, mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { begin, jobOf } from './testing/bulk'
import { disableAll } from './testing/changes'
import { startJobs } from './work'

const whole = process.env.TEST_FULL === '1'
const seed = Number(process.env.TEST_SEED ?? 20261122)

let console_: TestConsole | undefined
const close = async () => {
  await console_?.close()
  console_ = undefined
}
afterEach(close)

/** Runs a job through, prints its figures and judges them. */
async function measure(name: string, items: number, rateLimit: RateLimit) {
  await close()
  const test = await testConsole({ sandbox: { accounts: items, rateLimit } })
  console_ = test
  const services: Services = { ...test.services, now: () => new Date(), telnyx: freshTelnyx(test) }
  for (const account of test.sandbox.accounts()) test.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(test, test.sandbox.accounts())
  await execute(setApprovalLimit, await test.as('owner'), { over: null })
  const manager: Ctx<OperatorActor> = { ...(await test.as('manager')), ...services }
  const first = test.sandbox.accounts()[0]?.id ?? ''
  // The preparation used part of this window: the first answer shows what is left.
  await services.telnyx.accounts.retrieve(first)
  test.sandbox.clearCalls()
  const id = await begin(manager, disableAll)
  const began = performance.now()
  const working = await startJobs(services)
  const random = randomFrom(seed)
  const stops = [
    person(() => services.telnyx.accounts.retrieve(first), random),
    person(() => listAccounts(manager, loadAccountSearch(new URLSearchParams())), random),
  ] as const
  await vi.waitFor(async () => expect((await jobOf(services, id)).finishedAt).not.toBeNull(), {
    timeout: 280_000,
    interval: 200,
  })
  const seconds = (performance.now() - began) / 1_000
  const [clicks, looks] = await Promise.all([stops[0](), stops[1]()])
  await working.stop()
  const figures = rateFigures(test.sandbox, rateLimit, items + clicks.took.length)
  process.stdout.write(
    `[5.3] job, ${name}: ${items} items in ${seconds.toFixed(1)} s, ${percent(figures.refused)} of calls refused,` +
      ` ${figures.callsPerNeeded.toFixed(3)} calls a needed call, ${percent(figures.used)} of the allowed rate used;` +
      ` ${clicks.took.length} clicks on Telnyx p95 ${timing(clicks.took).p95.toFixed(0)} ms,` +
      ` ${looks.took.length} looks at the table p95 ${timing(looks.took).p95.toFixed(0)} ms\n`,
  )
  expect(test.sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
  expect(test.sandbox.violations()).toEqual([])
  expect(clicks.failed + looks.failed).toBe(0)
  expect(figures.callsPerNeeded).toBeLessThanOrEqual(1.05)
}

describe('[5.3] a job under a rate limit', () => {
  const loads: [name: string, items: number, rateLimit: RateLimit][] = whole
    ? [
        ['10 a second', 500, { limit: 10, windowSeconds: 1 }],
        ['100 in 5 s', 500, { limit: 100, windowSeconds: 5 }],
        ['1,000 a second: as fast as this machine', 500, { limit: 1_000, windowSeconds: 1 }],
      ]
    : // More than a hundred calls, so that one call is at most one percent.
      [['40 in 2 s', 110, { limit: 40, windowSeconds: 2 }]]
  it.each(loads)('%s', { timeout: 300_000 }, measure)
})
