import { afterEach, expect, it, vi } from 'vitest'
import { jobItems, jobs } from '../../platform/db/schema'
import { KilledJob } from '../jobs/testing/killed-job'
import { said } from '../jobs/testing/processes'

// A console that runs, and finds that hours have passed: its machine slept, or a copy of it was woken up.

const hours = 3 * 3_600_000

/** The clock of a process: ahead by this many ms, and by hours when it gets SIGUSR2. The embedded database has the same clock. */
const clock = (ahead: number) => `
  const Real = Date
  let ahead = ${ahead}
  process.on('SIGUSR2', () => { ahead = ${hours} })
  globalThis.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(Real.now() + ahead) : super(...given) }
    static now() { return Real.now() + ahead }
  }`
const withClock = (ahead: number) => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(clock(ahead))}`,
})

let job: KilledJob | null = null
afterEach(() => job?.close())

it.skipIf(process.env.TEST_DATABASE_URL)(
  'hours pass for a running console in the middle of a job: it sends nothing more until a person continues the job',
  { timeout: 240_000 },
  async () => {
    job = await KilledJob.begin(60)
    const working = job.start(undefined, withClock(0))
    await vi.waitFor(() => expect(job?.disables().length).toBeGreaterThan(5), { timeout: 60_000 })
    working.child.kill('SIGUSR2')
    await vi.waitFor(() => expect(said(working, 'isPaused')).toBe(true), { timeout: 60_000 })
    working.child.kill('SIGTERM')
    await working.ended
    const sent = job.disables().length
    expect(sent).toBeLessThan(60)
    await job.onDatabase(async db => {
      const [held] = await db.select().from(jobs)
      expect(held).toMatchObject({
        state: 'paused',
        notice: expect.stringMatching(/^On hold: the console had been stopped since 20.* UTC\. Resume or cancel it\.$/),
      })
      const states = new Set((await db.select({ state: jobItems.state }).from(jobItems)).map(item => item.state))
      expect(['failed', 'person', 'skipped', 'cancelled'].filter(state => states.has(state as never))).toEqual([])
      // A person resumes it.
      await db.update(jobs).set({ state: 'running', notice: null })
    })
    // The hours have passed for it too.
    expect(await job.start(undefined, withClock(hours)).ended).toMatchObject({ code: 0 })
    await job.expectDone()
    job.expectEachOnce()
  },
)
