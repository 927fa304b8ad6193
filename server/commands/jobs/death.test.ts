import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { recoverInterrupted, settleDue } from '@/server/commands/settle'
import type { Services } from '@/server/context'
import { Killed, mortal } from '@/server/mirror/testing/mortal'
import { accounts, commands, jobItems, jobs } from '@/server/platform/db/schema'
import { onFailpoint } from '@/server/platform/failpoint'
import { freshTelnyx, mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { begin, itemsOf, passTimeUntilDone, startWorkers } from './testing/bulk'
import { disableAll, points } from './testing/changes'

let console_: TestConsole
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 16 } })
})
afterAll(() => console_.close())
beforeEach(async () => {
  const { db } = console_.services
  for (const table of [jobItems, jobs, commands, accounts]) await db.delete(table)
  for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.sandbox.clearCalls()
})
afterEach(() => onFailpoint(null))

/** A separate console on the same database, which can end at any statement. */
function process_(): { services: Services; kill(): void } {
  const { db, kill } = mortal(console_.services.db)
  return { services: { ...console_.services, db, telnyx: freshTelnyx(console_) }, kill }
}

/** Runs until it dies at the n-th pass of a failpoint. */
async function liveUntil(point: string, passing: number): Promise<boolean> {
  const { services, kill } = process_()
  let passed = 0
  let died = false
  onFailpoint(name => {
    if (died) throw new Killed()
    if (name === point) passed += 1
    if (passed < passing) return undefined
    died = true
    kill()
    throw new Killed()
  })
  const working = await startWorkers(services).catch(() => null)
  await vi.waitFor(
    async () => {
      const [job] = await console_.services.db.select().from(jobs)
      expect(died || job?.finishedAt !== null).toBe(true)
    },
    { timeout: 20_000, interval: 20 },
  )
  await working?.stop().catch(() => undefined)
  onFailpoint(null)
  return died
}

/** As at a start: calls in flight become unknown, and are looked up until they are settled. */
async function liveToTheEnd(jobId: string): Promise<void> {
  const { services } = process_()
  await recoverInterrupted(services, true)
  const working = await startWorkers(services, { alone: true })
  await passTimeUntilDone(console_, jobId, () => settleDue(services))
  await working.stop()
}

describe('[5.2] bulk: a death at every point of an item', () => {
  it.each(points)('%s', async point => {
    const manager = await console_.as('manager')
    const id = await begin(manager, disableAll)
    expect(await liveUntil(point, 3)).toBe(true)
    await liveToTheEnd(id)
    const items = await itemsOf(console_.services, id)
    expect(items.map(item => item.state)).toEqual(Array(16).fill('succeeded'))
    expect(console_.sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
    expect(console_.sandbox.violations()).toEqual([])
    const sent = console_.sandbox.calls().filter(call => call.path.endsWith('/disable'))
    // Where the death left the outcome unknown, reading settled it: no person was needed.
    expect(sent).toHaveLength(16)
  })
})
