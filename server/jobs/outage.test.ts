import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { listAccounts } from '@/server/accounts/queries'
import { setApprovalLimit } from '@/server/approvals/limit'
import { execute } from '@/server/command'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { readOverview } from '@/server/overview/queries'
import { startSync } from '@/server/sync/scheduler'
import { freshTelnyx, mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { getJob } from './queries'
import { begin, itemsOf, jobOf } from './testing/bulk'
import { disableAll } from './testing/changes'
import { startJobs } from './work'

const full = process.env.TEST_FULL === '1'
const total = full ? 500 : 60
const downSeconds = full ? 300 : 12

let console_: TestConsole
let running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.map(one => one.stop()))
  running = []
  await console_.close()
})

/** On the clock of the wall: an outage is measured in it. */
function inRealTime(): Services {
  const { services } = console_
  return {
    ...services,
    now: () => new Date(),
    telnyx: freshTelnyx(console_),
    settings: { ...services.settings, listLag: 1, patience: { probeSeconds: [1, 2, 3], abandonedSeconds: 60 } },
  }
}

describe('[5.4] Telnyx is down in the middle of a job', () => {
  it(
    `for ${downSeconds} s: screens read on, and the work resumes by itself`,
    async () => {
      console_ = await testConsole({ sandbox: { accounts: total, latencyMs: 30 } })
      for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
      await mirrorAccounts(console_, console_.sandbox.accounts())
      const services = inRealTime()
      await execute(setApprovalLimit, await console_.as('owner'), { over: null })
      const manager: Ctx<OperatorActor> = { ...(await console_.as('manager')), ...services }
      const id = await begin(manager, disableAll)
      running = [await startJobs(services), startSync(services, { alone: true })]
      const done = () => console_.sandbox.accounts().filter(account => account.status === 'disabled').length
      await vi.waitFor(() => expect(done()).toBeGreaterThan(10), { timeout: 60_000 })

      console_.sandbox.setFaults([{ path: '/**', times: 'always', effect: { reset: 'before' } }])
      const until = Date.now() + downSeconds * 1_000
      let looks = 0
      while (Date.now() < until) {
        const page = await listAccounts(manager, loadAccountSearch(new URLSearchParams()))
        expect(page.total).toBe(total)
        expect((await readOverview(manager)).limit.all).toBe(total)
        const { counts } = await getJob(manager, id)
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total)
        looks += 1
        await sleep(500)
      }
      const before = done()
      const backAt = Date.now()
      console_.sandbox.clearFaults()
      await vi.waitFor(() => expect(done()).toBeGreaterThan(before), { timeout: 40_000 })
      const resumedMs = Date.now() - backAt
      await vi.waitFor(async () => expect((await jobOf(services, id)).finishedAt).not.toBeNull(), { timeout: 120_000 })
      const items = await itemsOf(services, id)
      expect(items.filter(item => item.state !== 'succeeded')).toEqual([])
      expect(done()).toBe(total)
      expect(console_.sandbox.violations()).toEqual([])
      process.stdout.write(
        `[5.4] outage: ${downSeconds} s down, ${looks} looks at three screens, resumed ${resumedMs} ms after its end\n`,
      )
      expect(resumedMs).toBeLessThan(30_000)
    },
    downSeconds * 1_000 + 300_000,
  )
})
