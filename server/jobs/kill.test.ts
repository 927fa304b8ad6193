import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '@/server/sandbox/server'
import { points } from './testing/changes'
import { type Ended, type Line, Processes } from './testing/processes'

const full = process.env.TEST_FULL === '1'
const seed = Number(process.env.TEST_SEED ?? Date.now() % 100_000)

let sandbox: Sandbox
let processes: Processes
afterEach(async () => {
  await processes.close()
  await sandbox.close()
})

async function stage(accounts: number): Promise<void> {
  sandbox = await startSandbox({ accounts, seed: 7, latencyMs: 15 })
  for (const account of sandbox.accounts()) sandbox.mutate(account.id, { status: 'enabled' })
  processes = new Processes(sandbox)
  await processes.prepare()
  const begun = await processes.start('begin', { wanted: accounts }).ended
  expect(begun.lines.at(-1), begun.errors).toMatchObject({ items: accounts })
}

function random(): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const said = (ended: Ended, key: string) => ended.lines.find(line => key in line)?.[key]

type Item = { accountId: string; state: string; attempts: number; problem: { message: string } | null }

/** Nothing lost, nothing without a result, every account as it was asked, one record for each that was sent. */
async function expectDone(total: number): Promise<void> {
  const report = await processes.start('report').ended
  const line = report.lines.find((one: Line) => 'items' in one)
  expect(line, report.errors).toBeDefined()
  const items = line?.items as Item[]
  expect(items).toHaveLength(total)
  expect(line?.total).toBe(total)
  expect(line?.state).toBe('finished')
  expect(items.filter(item => item.state !== 'succeeded')).toEqual([])
  expect(sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
  expect(new Set(line?.intents as string[])).toEqual(new Set(sandbox.accounts().map(account => account.id)))
  expect(sandbox.violations()).toEqual([])
}

describe('[5.2] bulk: killed and started again', () => {
  const kills = full ? 55 : 4
  const total = full ? 500 : 60
  it(
    `${total} items through ${kills} kills`,
    async () => {
      await stage(total)
      const next = random()
      const reached: string[] = []
      const resumed: number[] = []
      for (let kill = 0; kill < kills; kill += 1) {
        const point = points[(kill + seed) % points.length] ?? 'job.after_lease'
        const passing = 1 + Math.floor(next() * (full ? 9 : 6))
        const ended = await processes.start('work', { failpoints: `${point}@${passing}` }).ended
        if (ended.signal === 'SIGKILL') reached.push(point)
        else expect(said(ended, 'finished'), ended.errors).toBe(true)
        const ms = said(ended, 'resumedMs')
        if (typeof ms === 'number') resumed.push(ms)
      }
      const last = await processes.start('work').ended
      expect(said(last, 'finished'), last.errors).toBe(true)
      await expectDone(total)
      const calls = sandbox.calls().filter(call => call.path.endsWith('/disable')).length
      process.stdout.write(
        `[5.2] bulk: seed ${seed}, ${reached.length} kills at ${new Set(reached).size} of ${points.length} points, ${calls} calls for ${total} items, first result after a restart at most ${Math.max(0, ...resumed)} ms\n`,
      )
      expect(reached.length).toBeGreaterThan(kills / 2)
      if (full) expect(new Set(reached)).toEqual(new Set(points))
      expect(Math.max(0, ...resumed)).toBeLessThan(30_000)
    },
    full ? 1_200_000 : 240_000,
  )

  // Two consoles share the work only where they can share a database.
  const onPostgres = it.runIf(process.env.TEST_DATABASE_URL)
  onPostgres(
    'a console frozen past its lease, and one frozen before sending, send nothing when they go on',
    async () => {
      await stage(24)
      const leased = processes.start('work', { failpoints: 'job.before_bind@2:stop' })
      const sending = processes.start('work', { failpoints: 'command.before_send@2:stop' })
      // Until both stand still their stop is not sent; the third one does what they left.
      await sleep(8_000)
      const third = processes.start('work')
      await sleep(24_000)
      leased.child.kill('SIGCONT')
      sending.child.kill('SIGCONT')
      const ends = await Promise.all([third.ended, leased.ended, sending.ended])
      for (const ended of ends) expect(said(ended, 'finished'), ended.errors).toBe(true)
      await expectDone(24)
      const calls = sandbox.calls().filter(call => call.path.endsWith('/disable'))
      expect(new Set(calls.map(call => call.path)).size).toBe(24)
      expect(calls).toHaveLength(24)
    },
    180_000,
  )
})
