import { randomUUID } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { recoverInterrupted, settleDue } from '../commands/settle'
import type { Services } from '../context'
import { accounts, commands, drift, syncRuns } from '../platform/db/schema'
import { type Failpoint, failpoints, onFailpoint } from '../platform/failpoint'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'
import { Killed, mortal } from './testing/mortal'

// The process that keeps the mirror is killed at each step of its work; the next one finds everything as Telnyx has it.

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(async () => {
  onFailpoint(null)
  await base.closeSandboxes()
})
afterAll(() => base.close())

/** A process that dies at the first pass of the failpoint. */
async function diesAt(t: Fixture, point: Failpoint, work: (services: Services) => Promise<unknown>): Promise<boolean> {
  const process = mortal(t.services.db)
  onFailpoint(async name => {
    if (name === point) process.kill()
    if (process.dead()) throw new Killed()
  })
  await work({ ...t.services, db: process.db }).catch(error => {
    if (!process.dead()) throw error
  })
  onFailpoint(null)
  return process.dead()
}

const ofSweeps = failpoints.filter(name => name.startsWith('sync.'))

describe('failpoints: a sweep that is killed', () => {
  it.each(ofSweeps)('at %s is completed by the next one', async point => {
    const t = await base.fresh({ accounts: 30 })
    await sweep(t.services, 'start')
    t.clock.forward(120)
    const fleet = t.sandbox.accounts()
    const [gone, blocked, renamed] = [fleet[0], fleet[1], fleet[2]].map(account => account?.id ?? '')
    t.sandbox.removeAccount(gone ?? '')
    t.sandbox.mutate(blocked ?? '', { status: 'blocked' })
    t.sandbox.mutate(renamed ?? '', { organization_name: 'Renamed Ltd' })
    const added = t.sandbox.addAccount({ organization_name: 'Added Ltd' })

    expect(await diesAt(t, point, services => sweep(services, 'interval'))).toBe(true)
    t.clock.forward(120)
    expect(await sweep(t.services, 'start')).toMatchObject({ state: 'succeeded' })

    const rows = await t.services.db.select().from(accounts)
    const toText = (name: string | null, status: string, missing: boolean) => [name, status, missing].join(' · ')
    const known = rows.map(row => [row.id, toText(row.organizationName, row.status, row.missingSince !== null)])
    const truth = t.sandbox.accounts().map(one => [one.id, toText(one.organization_name, one.status, false)])
    const lost = firstOf(fleet, one => one.id === gone)
    truth.push([lost.id, toText(lost.organization_name, lost.status, true)])
    expect(known.sort()).toEqual(truth.sort())
    expect(await t.row(added.id)).toMatchObject({ organizationName: 'Added Ltd' })
    const runs = await t.services.db.select({ state: syncRuns.state }).from(syncRuns)
    expect(runs.filter(run => run.state === 'running')).toEqual([])
    // A change made outside is noted once, however often it was read.
    const noted = await t.services.db
      .select({ field: drift.field })
      .from(drift)
      .where(inArray(drift.accountId, [blocked ?? '', renamed ?? '']))
    expect(new Set(noted.map(one => one.field)).size).toBe(noted.length)
  })
})

describe('failpoints: settling by sending again that is killed', () => {
  it('after it reserved the account: the next process looks again, and one value is in force', async () => {
    const t = await base.fresh({ accounts: 5 })
    await sweep(t.services, 'start')
    const account = firstOf(t.sandbox.accounts(), one => one.status === 'enabled')
    const id = randomUUID()
    await t.services.db.insert(commands).values({
      id,
      action: 'account.channel_limit',
      targetKind: 'account',
      targetId: account.id,
      state: 'unknown',
      input: { limit: 7 },
      actorId: id,
      actorName: 'Test',
      sentAt: t.clock.now,
      nextProbeAt: t.clock.now,
    })
    expect(await diesAt(t, 'settle.after_claim', services => settleDue(services))).toBe(true)
    const state = async () => {
      const [row] = await t.services.db.select({ state: commands.state }).from(commands).where(eq(commands.id, id))
      return row?.state
    }
    // Nothing is sent until it is certain that the process that took it is gone.
    await settleDue(t.services)
    expect([await state(), t.sandbox.account(account.id)?.channel_limit]).toEqual(['in_flight', account.channel_limit])
    t.clock.forward(100)
    await recoverInterrupted(t.services)
    t.clock.forward(10)
    await settleDue(t.services)
    expect([await state(), t.sandbox.account(account.id)?.channel_limit]).toEqual(['succeeded', 7])
  })
})
