import { execFileSync } from 'node:child_process'
import { inArray, sql } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { commands, jobItems } from '@/server/platform/db/schema'
import { SEND_WITHIN_MS } from '@/server/platform/send-before'
import { points } from './testing/changes'
import { KilledJob } from './testing/killed-job'
import { type Running, said } from './testing/processes'

const full = process.env.TEST_FULL === '1'
const seed = Number(process.env.TEST_SEED ?? Date.now() % 100_000)

let job: KilledJob
afterEach(() => job.close())

function random(): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Waits until a process has stopped itself; returns when. */
async function standsStill({ child }: Running): Promise<number> {
  const state = () => execFileSync('ps', ['-o', 'state=', '-p', String(child.pid)], { encoding: 'utf8' })
  await vi.waitFor(() => expect(state()).toMatch(/^T/), { timeout: 60_000, interval: 100 })
  return Date.now()
}

/** Ages the rows by more than a lease and a call may take. Rows locked by a frozen transaction stay as they are. */
const letTimePass = () =>
  job.onDatabase(async db => {
    await db.execute(sql`update job_items set lease_until = now() - interval '1 second' where (job_id, position) in (
      select job_id, position from job_items where lease_until is not null for update skip locked)`)
    await db.update(commands).set({ sentAt: sql`${commands.sentAt} - interval '1 minute'` })
  })

/** Items that have not ended although no frozen process holds them. */
const leftForOthers = () =>
  job.onDatabase(async db => {
    const open = inArray(jobItems.state, ['waiting', 'running'])
    const rows = await db.transaction(tx =>
      tx.select({ at: jobItems.position }).from(jobItems).where(open).for('update', { skipLocked: true }),
    )
    return rows.length
  })

describe('[5.2] bulk: killed and started again', () => {
  const kills = full ? 55 : 3
  const total = full ? 500 : 40
  it(
    `${total} items through ${kills} kills (seed ${seed})`,
    async () => {
      job = await KilledJob.begin(total)
      const next = random()
      const reached: string[] = []
      const resumed: number[] = []
      for (let kill = 0; kill < kills; kill += 1) {
        const point = points[(kill + seed) % points.length] ?? 'job.after_lease'
        const passing = 1 + Math.floor(next() * (full ? 9 : 6))
        const ended = await job.start(`${point}@${passing}`).ended
        if (ended.signal === 'SIGKILL') reached.push(point)
        else expect(said(ended, 'finished'), ended.errors).toBe(true)
        const ms = said(ended, 'resumedMs')
        if (typeof ms === 'number') resumed.push(ms)
      }
      const last = await job.start().ended
      expect(said(last, 'finished'), last.errors).toBe(true)
      await job.expectDone()
      process.stdout.write(
        `[5.2] bulk: seed ${seed}, ${reached.length} kills at ${new Set(reached).size} of ${points.length} points, ${job.disables().length} calls for ${total} items, first result after a restart at most ${Math.max(0, ...resumed)} ms\n`,
      )
      expect(reached.length).toBeGreaterThan(kills / 2)
      if (!full) return
      expect(new Set(reached)).toEqual(new Set(points))
      expect(Math.max(0, ...resumed)).toBeLessThan(30_000)
    },
    full ? 1_200_000 : 600_000,
  )

  // Two consoles share the work only where they can share a database.
  const onPostgres = it.runIf(process.env.TEST_DATABASE_URL)
  onPostgres(
    'a console frozen past its lease, and one frozen before sending, send nothing when they go on',
    async () => {
      job = await KilledJob.begin(24)
      const leased = job.start('job.before_bind@2:stop')
      await standsStill(leased)
      const sending = job.start('command.before_send@2:stop')
      const frozenAt = await standsStill(sending)
      await letTimePass()
      const third = job.start()
      await vi.waitFor(async () => expect(await leftForOthers()).toBe(0), { timeout: 60_000, interval: 200 })
      // A call is sent within this time of its intent or not at all: the frozen console measures that by its own clock.
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(frozenAt + SEND_WITHIN_MS), { timeout: 60_000 })
      leased.child.kill('SIGCONT')
      sending.child.kill('SIGCONT')
      const ends = await Promise.all([third.ended, leased.ended, sending.ended])
      for (const ended of ends) expect(said(ended, 'finished'), ended.errors).toBe(true)
      await job.expectDone()
      job.expectEachOnce()
    },
    600_000,
  )
})
