import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { disableAccount } from '../accounts/commands/status'
import type { Services } from '../context'
import { createLease } from '../mirror/lease'
import { syncTickMs } from '../mirror/scheduler'
import { accounts, commands, jobItems, jobs, processes } from '../platform/db/schema'
import { type Failpoint, onFailpoint } from '../platform/failpoint'
import { createHeartbeat, heartbeatLimits, type RunningHeartbeat } from '../platform/heartbeat'
import { commandsOf, mirrorAccounts, mirrorOf, settleRounds } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { execute, Pending } from './define'
import { type Claimed, claimNext } from './jobs/claim'
import { followCommands, turnJobs } from './jobs/follow'
import { workOn } from './jobs/item'
import { begin, jobOf } from './jobs/testing/bulk'
import { disableAll } from './jobs/testing/changes'
import { jobsTickMs } from './jobs/work'
import { remoteCallsEnded } from './remote'
import { recoverCalls, settleDue } from './settle'
import { silence } from './testing/silence'

// Two processes on one database. One goes silent in the middle of a call: the other notices, and looks up the outcome.

type Process = { services: Services; heartbeat: RunningHeartbeat }

let console_: TestConsole
let one: Process
let other: Process
let id: string

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 12 }, settings: { listLag: 0 } })
})
afterAll(async () => {
  await remoteCallsEnded()
  await console_.close()
})
beforeEach(async () => {
  for (const table of [jobItems, jobs, commands, accounts, processes]) await console_.services.db.delete(table)
  await mirrorAccounts(console_, console_.sandbox.accounts())
  one = await start()
  other = await start()
  id = console_.sandbox.accounts().find(account => account.status === 'enabled')?.id ?? ''
  console_.sandbox.clearCalls()
})
afterEach(() => {
  onFailpoint(null)
  vi.useRealTimers()
})

async function start(limits: Partial<typeof heartbeatLimits> = { deadAfterMs: 60_000 }): Promise<Process> {
  const heartbeat = createHeartbeat(console_.services, limits)
  await heartbeat.beat()
  return { services: { ...console_.services, heartbeat }, heartbeat }
}

async function declaredDead(): Promise<void> {
  await silence(console_.services.db, one.heartbeat.life().id, 61)
  await other.heartbeat.beat()
}

async function disableByOne(): Promise<unknown> {
  const manager = { ...(await console_.as('manager')), ...one.services }
  const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true }
  const answer = await execute(disableAccount, manager, { accountId: id, ...why }).catch(error => error)
  if (answer instanceof Pending) await remoteCallsEnded()
  return answer
}

/** At the first pass of the failpoint, this happens there first. */
function at(point: Failpoint, happens: () => Promise<unknown>): void {
  onFailpoint(async name => {
    if (name !== point) return
    onFailpoint(null)
    await happens()
  })
}

const sent = () => console_.sandbox.calls().filter(call => call.path.endsWith('/disable')).length
const states = async () => (await commandsOf(console_, id)).map(row => row.state)

describe('the calls of a process that died', () => {
  it('are looked up as soon as its death is known, and not before', async () => {
    at('command.after_answer', async () => {
      await other.heartbeat.beat()
      expect([await recoverCalls(other.services), await states()]).toEqual([0, ['in_flight']])
      await declaredDead()
      expect([await recoverCalls(other.services), await states()]).toEqual([1, ['unknown']])
      console_.clock.forward(3)
      await settleDue(other.services)
      expect(await states()).toEqual(['succeeded'])
    })
    await disableByOne()
    expect([await states(), sent()]).toEqual([['succeeded'], 1])
    expect((await mirrorOf(console_, id)).status).toBe('disabled')
    expect((await commandsOf(console_, id))[0]?.processId).not.toBeNull()
  })

  it('are not sent when it continues after others have settled them', async () => {
    at('command.before_send', async () => {
      await declaredDead()
      await recoverCalls(other.services)
      await settleRounds(console_, 7)
      expect(await states()).toEqual(['failed'])
      await one.heartbeat.beat()
    })
    await disableByOne()
    expect([await states(), sent()]).toEqual([['failed'], 0])
    expect(console_.sandbox.account(id)?.status).toBe('enabled')
  })

  it('are not sent when it continues before it learns that it was declared dead', async () => {
    at('command.before_send', async () => {
      await declaredDead()
      // Under the 15 s after which nothing is sent in any case.
      vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() })
      vi.advanceTimersByTime(6_000)
    })
    await disableByOne()
    expect([await states(), sent()]).toEqual([['failed'], 0])
  })

  it('need no look-up when it stopped in order', async () => {
    await disableByOne()
    await one.heartbeat.stop()
    expect(await recoverCalls(other.services)).toBe(0)
    expect(await states()).toEqual(['succeeded'])
  })
})

describe('the items of a process that died', () => {
  const { signal } = new AbortController()

  async function claimed({ services }: Process): Promise<Claimed> {
    const item = await claimNext(services)
    if (!item) throw new Error('no item is free')
    return item
  }

  async function beginJob(ids: string[]): Promise<string> {
    const job = await begin(await console_.as('manager'), disableAll, ids)
    await turnJobs(console_.services)
    return job
  }

  it('are free as soon as its death is known, and not before; it sends none when it continues', async () => {
    await beginJob([id])
    const leased = await claimed(one)
    await other.heartbeat.beat()
    expect(await claimNext(other.services)).toBeNull()
    await declaredDead()
    const taken = await claimed(other)
    await one.heartbeat.beat()
    await workOn(one.services, leased, signal)
    expect(sent()).toBe(0)
    await workOn(other.services, taken, signal)
    expect([await states(), sent()]).toEqual([['succeeded'], 1])
  })

  it('have ended within 20 s, one in flight and one only leased, with the intervals of a console', async () => {
    const enabled = console_.sandbox.accounts().filter(account => account.status === 'enabled')
    const job = await beginJob(enabled.slice(0, 2).map(account => account.id))
    await createLease(one.services, false).renew()
    const sending = await claimed(one)
    await claimed(one)
    let seconds = Number.POSITIVE_INFINITY
    at('command.after_answer', async () => {
      seconds = await secondsUntilEnded(job, await start({}))
    })
    await workOn(one.services, sending, signal)
    expect(seconds).toBeLessThanOrEqual(20)
    expect(sent()).toBe(2)
  })

  /**
   * Lets time pass, second by second, while one process is silent and the other does its rounds: in an order in which
   * each finds what the one before it did only an interval later.
   */
  async function secondsUntilEnded(job: string, { services, heartbeat }: Process): Promise<number> {
    const lease = createLease(services, false)
    for (let seconds = 0; seconds < 60; seconds += 1) {
      const isTime = (everyMs: number) => (seconds * 1_000) % everyMs === 0
      if (isTime(jobsTickMs)) {
        await turnJobs(services)
        await followCommands(services)
        const free = await claimNext(services)
        if (free) await workOn(services, free, signal)
      }
      if (isTime(syncTickMs)) {
        if (lease.held()) await settleDue(services)
        await lease.renew()
        await recoverCalls(services)
      }
      if (isTime(heartbeatLimits.everyMs)) await heartbeat.beat()
      if ((await jobOf(services, job)).finishedAt) {
        await lease.release()
        return seconds
      }
      await silence(services.db, one.heartbeat.life().id, 1)
      console_.clock.forward(1)
    }
    return Number.POSITIVE_INFINITY
  }
})

describe('the process that sweeps', () => {
  it('is replaced by another as soon as it is known to be dead', async () => {
    const [first, second] = [createLease(one.services, false), createLease(other.services, false)]
    expect([await first.renew(), await second.renew()]).toEqual([true, false])
    await declaredDead()
    expect([await second.renew(), second.held()]).toEqual([true, true])
    await one.heartbeat.beat()
    expect([first.held(), await first.renew()]).toEqual([false, false])
    await second.release()
    expect(await first.renew()).toBe(true)
    await first.release()
  })
})

describe('a process without a row in the database', () => {
  it('counts as dead by the age of its calls', async () => {
    at('command.after_answer', async () => {
      await console_.services.db.delete(processes).where(eq(processes.id, one.heartbeat.life().id ?? ''))
      expect(await recoverCalls(other.services)).toBe(0)
      console_.clock.forward(91)
      expect(await recoverCalls(other.services)).toBe(1)
    })
    await disableByOne()
    expect(await states()).toEqual(['succeeded'])
  })
})
