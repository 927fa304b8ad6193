import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { countSearch } from '@/server/accounts/queries'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute } from '@/server/commands/define'
import { createUpkeep } from '@/server/commands/settle'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { startSync } from '@/server/mirror/scheduler'
import { readOverview } from '@/server/overview/queries'
import { createTelnyx } from '@/server/telnyx/client'
import { hastyLimiter } from '@/server/telnyx/testing/hasty'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { getJob } from './queries'
import { begin, itemsOf, jobOf, startWorkers } from './testing/bulk'
import { disableAll } from './testing/changes'

const full = process.env.TEST_FULL === '1'
const total = full ? 500 : 60
/** By the console's clock, which runs this many times as fast as the wall clock. */
const downSeconds = full ? 300 : 30
const times = full ? 1 : 10

let console_: TestConsole
let running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.map(one => one.stop()))
  running = []
  await console_.close()
})

/** Measures an outage on a clock that runs independently. */
function inTime(): Services {
  const { services, sandbox } = console_
  const began = Date.now()
  return {
    ...services,
    now: () => new Date(began + (Date.now() - began) * times),
    telnyx: createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, limiter: hastyLimiter(times) }),
    settings: { ...services.settings, listLag: 1, patience: { probeSeconds: [1, 2, 3], abandonedSeconds: 600 } },
  }
}

describe('[5.4] Telnyx is down in the middle of a job', () => {
  it(
    `for ${downSeconds} s: screens can be read, and the work continues automatically`,
    async () => {
      console_ = await testConsole({ sandbox: { accounts: total, latencyMs: 30 } })
      for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
      await mirrorAccounts(console_, console_.sandbox.accounts())
      const services = inTime()
      await execute(setApprovalLimit, await console_.as('owner'), { over: null })
      const manager: Ctx<OperatorActor> = { ...(await console_.as('manager')), ...services }
      const id = await begin(manager, disableAll)
      running = [
        await startWorkers(services),
        startSync(services, createUpkeep(services), { alone: true, tickMs: 2_000 / times }),
      ]
      const done = () => console_.sandbox.accounts().filter(account => account.status === 'disabled').length
      await vi.waitFor(() => expect(done()).toBeGreaterThan(10), { timeout: 60_000 })

      console_.sandbox.setFaults([{ path: '/**', times: 'always', effect: { reset: 'before' } }])
      const until = services.now().getTime() + downSeconds * 1_000
      let looks = 0
      // Repeatedly until the end of the outage: each read is answered by the database, not by Telnyx.
      while (services.now().getTime() < until) {
        const counts = await countSearch(manager, loadAccountSearch(new URLSearchParams()))
        expect(counts.total).toBe(total)
        expect((await readOverview(manager)).limit.all).toBe(total)
        const { counts: items } = await getJob(manager, id)
        expect(Object.values(items).reduce((sum, count) => sum + count, 0)).toBe(total)
        looks += 1
        // As many screens ask. Without a pause the reads would keep the calls from their time.
        await sleep(100)
      }
      const before = done()
      const backAt = services.now().getTime()
      console_.sandbox.clearFaults()
      await vi.waitFor(() => expect(done()).toBeGreaterThan(before), { timeout: 60_000 })
      const resumedMs = services.now().getTime() - backAt
      await vi.waitFor(async () => expect((await jobOf(services, id)).finishedAt).not.toBeNull(), { timeout: 120_000 })
      const items = await itemsOf(services, id)
      expect(items.filter(item => item.state !== 'succeeded')).toEqual([])
      expect(done()).toBe(total)
      expect(console_.sandbox.violations()).toEqual([])
      process.stdout.write(
        `[5.4] outage: ${downSeconds} s down, ${looks} looks at three screens, resumed ${resumedMs} ms after its end\n`,
      )
      if (full) expect(resumedMs).toBeLessThan(30_000)
    },
    downSeconds * 1_000 + 300_000,
  )
})
