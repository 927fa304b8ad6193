import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { asc, eq, inArray, isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { KilledJob } from '../commands/jobs/testing/killed-job'
import { Processes, said } from '../commands/jobs/testing/processes'
import { auditEvents, commands, jobItems, jobs, sessions } from '../platform/db/schema'
import { scriptArgs } from '../testing/script-args'
import { testSecret } from '../testing/seal'

// Backups of a console that works, and the first start on a restored one: real processes, by the commands that people
// run. `TEST_FULL=1` takes several backups of a longer job.

const whole = process.env.TEST_FULL === '1'
const total = whole ? 400 : 40

let folder: string
let job: KilledJob
let copy: Processes

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'live-backup-'))
  job = await KilledJob.begin(total)
  copy = new Processes()
})
afterAll(async () => {
  await copy.close()
  await job.close()
  rmSync(folder, { recursive: true, force: true })
})

async function command(
  name: string,
  args: string[],
  place: { databaseUrl?: string; dataDir: string },
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...scriptArgs(`server/cli/${name}.ts`), ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AUTH_SECRET: testSecret,
      DATA_DIR: place.dataDir,
      ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }),
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += data))
  return { code: await new Promise(resolve => child.once('close', resolve)), output }
}

const writes = () => job.sandbox.calls().filter(call => call.method !== 'GET')

/** Every item is there once, and says what its command and the record say. */
async function expectOneMoment(): Promise<number> {
  const opened = await copy.open()
  try {
    const { db } = opened
    const items = await db.select().from(jobItems).orderBy(asc(jobItems.position))
    expect(items.map(item => item.position)).toEqual(Array.from({ length: total }, (_, at) => at + 1))
    const sent = await db.select().from(commands).where(isNotNull(commands.jobId))
    expect(new Set(sent.map(one => one.targetId)).size).toBe(sent.length)
    const recorded = await db
      .select({ id: auditEvents.commandId, phase: auditEvents.phase, outcome: auditEvents.outcome })
      .from(auditEvents)
      .where(inArray(auditEvents.phase, ['intent', 'outcome']))
      .orderBy(asc(auditEvents.id))
    for (const { id, state } of sent) {
      const [intent, ...outcomes] = recorded.filter(row => row.id === id)
      expect(intent?.phase).toBe('intent')
      // A call that was slow has an unknown outcome before the one that was found out.
      expect(outcomes.at(-1)?.outcome ?? 'in_flight').toBe(state)
    }
    const bound = items.filter(item => item.commandId !== null)
    expect(new Set(bound.map(item => item.commandId))).toEqual(new Set(sent.map(one => one.id)))
    const done = items.filter(item => item.state === 'succeeded')
    const succeeded = new Set(sent.filter(one => one.state === 'succeeded').map(one => one.id))
    expect(done.filter(item => !succeeded.has(item.commandId ?? ''))).toEqual([])
    const live = await db.select().from(sessions).where(isNotNull(sessions.revokedAt))
    expect(live.length).toBe(await db.$count(sessions))
    return done.length
  } finally {
    await opened.close()
  }
}

// Six processes start one after the other, which takes minutes on a busy machine.
const timeout = 400_000

it('a backup of a working console is one moment, and the restored console sends nothing until an operator continues it', {
  timeout,
}, async () => {
  const working = job.start()
  await vi.waitFor(() => expect(job.disables().length).toBeGreaterThan(total / 8), { timeout: 60_000 })
  // The rest takes longer than a backup, so that every backup finds the job at work.
  job.sandbox.setFaults([{ path: '/managed_accounts/*/actions/disable', effect: { latencyMs: 2_000 } }])
  const file = path.join(folder, 'console.backup')
  const made = await command('backup', ['--to', file], await job.place())
  expect(made).toMatchObject({ code: 0, output: expect.stringMatching(/Backup of 20.* rows in .* MB/) })
  for (let more = 0; whole && more < 10; more += 1) {
    expect((await command('backup', ['--to', `${file}-${more}`], await job.place())).code).toBe(0)
  }
  job.sandbox.clearFaults()
  expect((await working.ended).errors).toBe('')
  await job.expectDone()
  job.expectEachOnce()

  job.sandbox.clearCalls()
  const restored = await command('restore', ['--from', file], await copy.place())
  expect(restored.output).toMatch(/The audit record is intact: \d+ rows verified/)
  expect(restored.output).toMatch(
    /Waiting to be sent: 1 job and 0 scheduled changes\. The first start puts them on hold/,
  )
  expect(restored.output).not.toContain(testSecret)
  expect(restored.code).toBe(0)
  expect(await expectOneMoment()).toBeLessThan(total)

  const first = copy.start(job.sandbox)
  await vi.waitFor(() => expect(said(first, 'ready')).toBe(true), { timeout: 60_000 })
  // Its first sync reads every list: by then all other work has begun too.
  const lists = () => new Set(job.sandbox.calls().map(call => `${call.path}?${JSON.stringify(call.query)}`))
  await vi.waitFor(() => expect(lists().size).toBeGreaterThan(4), { timeout: 60_000 })
  first.child.kill('SIGTERM')
  await first.ended
  expect(writes()).toEqual([])
  const opened = await copy.open()
  const [held] = await opened.db.select().from(jobs)
  expect(held).toMatchObject({
    state: 'paused',
    notice: expect.stringMatching(/^On hold: the database was restored from a backup of 20.* UTC\./),
  })
  const restores = await opened.db.select().from(auditEvents).where(eq(auditEvents.action, 'database.restore'))
  expect(restores.map(row => row.detail)).toEqual([{ takenAt: expect.any(String), held: 1 }])
  await opened.close()
})
