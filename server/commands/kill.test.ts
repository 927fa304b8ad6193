import { eq, isNotNull, isNull } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { commands, jobItems, processes, snapshots } from '../platform/db/schema'
import { KilledJob } from './jobs/testing/killed-job'
import { type Line, type Running, said } from './jobs/testing/processes'

// Real consoles, really killed in the middle of a call: their successor must notice that they are dead. By age alone a
// call counts as abandoned after ten minutes here, so within the test's minute only the heartbeat can tell.

const accounts = 12
const patience = '1/600'

let job: KilledJob
afterEach(() => job.close())

const heard = (running: Running, key: keyof Line) =>
  vi.waitFor(() => expect(said(running, key)).toBeTruthy(), { timeout: 60_000, interval: 100 })

describe('a console that is told to stop while Telnyx does not answer', () => {
  it('stops in order: it releases its leases, and its successor settles what it had sent', async () => {
    job = await KilledJob.begin(accounts, patience)
    const everyDisable = { method: 'POST', path: '/managed_accounts/*/actions/disable', times: accounts }
    job.sandbox.setFaults([{ ...everyDisable, effect: { hang: 'after' } }])
    const stopped = job.start()
    await vi.waitFor(() => expect(job.disables().length).toBeGreaterThan(0), { timeout: 60_000, interval: 100 })
    // A terminal sends the signal twice.
    for (let times = 0; times < 2; times += 1) stopped.child.kill('SIGTERM')
    const { code, signal, errors } = await stopped.ended
    expect([code, signal], errors).toEqual([0, null])
    await job.onDatabase(async db => {
      // It did not wait until the calls had failed by their deadline.
      const sent = await db.select({ state: commands.state }).from(commands)
      expect(sent.map(({ state }) => state)).toEqual(sent.map(() => 'in_flight'))
      expect(sent.length).toBe(job.disables().length)
      expect(await db.select().from(jobItems).where(isNotNull(jobItems.leaseToken))).toEqual([])
      expect(await db.select().from(processes).where(isNull(processes.endedAt))).toEqual([])
      expect(await db.select().from(snapshots).where(eq(snapshots.key, 'sync_lease'))).toEqual([])
    })
    job.sandbox.clearFaults()
    const successor = await job.start().ended
    expect(said(successor, 'finished'), successor.errors).toBe(true)
    await job.expectDone()
    job.expectEachOnce()
  }, 180_000)
})

describe('a console that is killed in the middle of its calls', () => {
  it('before it sent, like its successor after Telnyx answered: the third settles everything and sends what waited, with one call per account', async () => {
    job = await KilledJob.begin(accounts, patience, { single: true })
    for (const point of ['command.before_send@3', 'command.after_answer@3']) {
      const killed = await job.start(point).ended
      expect(killed.signal, killed.errors).toBe('SIGKILL')
    }
    await job.onDatabase(async db => {
      // Both were killed while a change could still be undone. Now its time has come.
      const waiting = eq(commands.state, 'scheduled')
      const due = await db.update(commands).set({ dueAt: new Date() }).where(waiting).returning({ id: commands.id })
      expect(due).toHaveLength(1)
    })
    const successor = await job.start().ended
    expect(said(successor, 'finished'), successor.errors).toBe(true)
    const ms = said(successor, 'afterMs')
    process.stdout.write(`[5.2] bulk: killed in mid-call, everything settled ${ms} ms after the restart\n`)
    await job.expectDone()
    job.expectEachOnce()
  }, 180_000)

  // Two consoles work side by side only where they can share a database.
  it.runIf(process.env.TEST_DATABASE_URL)(
    'or frozen before it sent: the other console declares it dead, and it sends nothing when it continues',
    async () => {
      job = await KilledJob.begin(accounts, patience)
      const frozen = job.start('command.before_send@4:stop')
      await heard(frozen, 'ready')
      const other = job.start()
      await heard(other, 'finished')
      expect(said(frozen, 'finished'), 'it is frozen').toBeUndefined()
      frozen.child.kill('SIGCONT')
      await heard(frozen, 'finished')
      await Promise.all([frozen.ended, other.ended])
      await job.expectDone()
      job.expectEachOnce()
    },
    180_000,
  )
})
