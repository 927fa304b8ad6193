import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { execute } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { recoverInterrupted, settleDue } from '@/server/commands/settle'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { Killed, mortal } from '@/server/mirror/testing/mortal'
import { type Failpoint, onFailpoint } from '@/server/platform/failpoint'
import { seededRandom } from '@/server/sandbox/random'
import { freshTelnyx } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { retryJob } from '../../commands/jobs/control'
import { itemsOf, jobOf, startWorkers } from '../../commands/jobs/testing/bulk'
import { linesFor, passTime, runThrough, started } from './testing/imports'

/*
 * An import survives the deaths of its process, at every step of a line, without help from Telnyx, which accepts the
 * same e-mail any number of times. Takes about 40 s; `TEST_FULL=1` imports 4,700 rows through 90 deaths, `IMPORT_ROWS`
 * sets another number; `IMPORT_SEED` repeats one run.
 */

const whole = process.env.TEST_FULL === '1'
const rows = Number(process.env.IMPORT_ROWS ?? (whole ? 4_700 : 60))
const rounds = whole ? 5 : 1
const seed = Number(process.env.IMPORT_SEED ?? (whole ? Date.now() % 1_000_000 : 5))

const places: Failpoint[] = [
  'job.after_lease',
  'job.after_claim',
  'job.before_bind',
  'command.before_intent',
  'command.in_intent',
  'command.before_send',
  'create.before_send',
  'create.after_send',
  'command.after_answer',
  'create.in_write',
  'command.in_outcome',
  'command.after_outcome',
  'job.after_call',
  'job.after_follow',
  'settle.after_recovery',
  'settle.before_look',
  'settle.after_look',
  'settle.in_write',
]

let console_: TestConsole
let manager: Ctx<OperatorActor>
beforeAll(async () => {
  console_ = await testConsole({
    sandbox: {
      accounts: 20,
      cap: 10_000,
      variants: { duplicateEmail: 'allowed' },
    },
    settings: { accountCap: 10_000 },
  })
  manager = await console_.as('manager')
})
afterAll(() => console_.close())
afterEach(() => onFailpoint(null))

/** The most lines that one life ends, so that some are left for the lives after it. */
const mostOfLife = Math.ceil(rows / (rounds * places.length))

/**
 * One life of the process: it works until it passes the failpoint for the n-th time, or has ended its share of lines.
 * Once dead it reads, writes and sends nothing; calls in flight arrive, but nobody gets the answer. Returns whether it
 * died at the failpoint.
 */
async function live(id: string, place: Failpoint, passing: number): Promise<boolean> {
  const own = mortal(console_.services.db)
  const services: Services = { ...console_.services, db: own.db, telnyx: freshTelnyx(console_) }
  let passed = 0
  let ended = 0
  onFailpoint(async name => {
    if (!own.dead() && name === place) passed += 1
    if (name === 'job.after_follow') ended += 1
    if (passed >= passing || ended > mostOfLife) own.kill()
    if (own.dead()) throw new Killed()
  })
  await recoverInterrupted(services, true).catch(ofDeath)
  const working = own.dead() ? null : await startWorkers(services, { alone: true }).catch(ofDeath)
  try {
    await vi.waitFor(
      async () => {
        if (own.dead()) return
        await passTime(console_, id)
        await settleDue(services).catch(ofDeath)
        if (!own.dead() && (await jobOf(console_.services, id)).finishedAt === null) throw new Error('still at work')
      },
      { timeout: 600_000, interval: 50 },
    )
    return passed >= passing
  } finally {
    await working?.stop()
    await remoteCallsEnded()
    onFailpoint(null)
  }
}

function ofDeath(error: unknown): null {
  if (!hasDied(error)) throw error
  return null
}

const hasDied = (error: unknown): boolean =>
  error instanceof Error && (error instanceof Killed || (error.cause !== undefined && hasDied(error.cause)))

/** Settles unknown outcomes as a person with the portal open would; then failed lines are retried. */
async function personLooks(id: string): Promise<number> {
  const open = (await itemsOf(console_.services, id)).filter(item => item.state === 'person')
  const emails = new Set(console_.sandbox.accounts().map(account => account.email))
  for (const item of open) {
    // Reading would have found an existing account.
    expect(emails.has(String(item.input?.email))).toBe(false)
    await execute(settleCommand, manager, { commandId: item.commandId ?? '', done: false, note: 'Not in the portal' })
  }
  await runThrough(console_, id)
  if (open.length > 0) await execute(retryJob, manager, { jobId: id })
  return open.length
}

describe('[5.5] import: deaths', () => {
  it(
    `${rows} rows are created once each, each with its result, through a death at every place (seed ${seed})`,
    async () => {
      const random = seededRandom(seed)
      const began = Date.now()
      const tag = randomUUID().slice(0, 8)
      const id = await started(manager, linesFor(tag, rows))
      const died = new Map<Failpoint, number>()
      let lives = 0
      for (let round = 0; round < rounds; round += 1) {
        for (const place of places) {
          // Few lines are unknown at a time, often none.
          const passing = place.startsWith('settle.') ? 1 : random.int(1, Math.min(mostOfLife, 40))
          for (let tries = 0; tries < 4; tries += 1) {
            lives += 1
            if (!(await live(id, place, passing))) continue
            died.set(place, (died.get(place) ?? 0) + 1)
            break
          }
        }
      }
      await runThrough(console_, id)
      let asked = 0
      for (let left = 5; left > 0; left -= 1) {
        const open = await personLooks(id)
        await runThrough(console_, id)
        asked += open
        if (open === 0) break
      }

      const items = await itemsOf(console_.services, id)
      const made = console_.sandbox.accounts().filter(account => account.email.endsWith(`@${tag}.example`))
      expect(made).toHaveLength(rows)
      expect(new Set(made.map(account => account.email)).size).toBe(rows)
      const byEmail = new Map(made.map(account => [account.email, account.id]))
      expect(items.map(item => [item.state, item.accountId])).toEqual(
        items.map(item => ['succeeded', byEmail.get(String(item.input?.email))]),
      )
      expect(items).toHaveLength(rows)
      expect(console_.sandbox.violations()).toEqual([])
      // A failpoint that was never reached would prove nothing.
      expect([...died.keys()].sort()).toEqual([...places].sort())
      const posts = console_.sandbox.calls().filter(call => call.method === 'POST').length
      // biome-ignore lint/suspicious/noConsole: the figures are part of what is shown
      console.log(
        `[5.5] seed ${seed}: ${rows} rows in ${Math.round((Date.now() - began) / 1_000)} s, ${lives} lives, ${[...died.values()].reduce((sum, one) => sum + one, 0)} deaths, ${posts} creates sent, ${asked} asked of a person`,
      )
    },
    whole ? 3_600_000 : 180_000,
  )
})
