import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { KilledJob } from './testing/killed-job'
import { said } from './testing/processes'

// Telnyx is down when the console starts, with a job that is under way.

let job: KilledJob
beforeAll(async () => {
  job = await KilledJob.begin(12)
})
afterAll(() => job.close())

it('a start while Telnyx does not answer: the console is ready and sends nothing, and the job continues when Telnyx answers', {
  timeout: 240_000,
}, async () => {
  job.sandbox.setFaults([{ path: '/**', times: 'always', effect: { status: 503 } }])
  const working = job.start()
  await vi.waitFor(() => expect(said(working, 'ready')).toBe(true), { timeout: 90_000 })
  // Refused probes, and nothing else: no change is tried while Telnyx counts as down.
  const asked = () => job.sandbox.calls().length
  const before = asked()
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(before + 1), { timeout: 60_000 })
  expect(working.child.exitCode).toBeNull()
  expect(job.sandbox.accounts().filter(account => account.status === 'disabled')).toEqual([])
  job.sandbox.clearFaults()
  const { code } = await working.ended
  expect(code).toBe(0)
  await job.expectDone()
})
