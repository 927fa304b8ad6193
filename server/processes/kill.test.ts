import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Line, Processes, type Running } from '../jobs/testing/processes'
import { type Sandbox, startSandbox } from '../sandbox/server'

// Real consoles, really killed in the middle of a call: their successor has to find out that they are dead. By their age calls are
// judged after ten minutes here: within the minute that the tests wait it is the heartbeat that tells.

const accounts = 12
const patience = '1/600'

let sandbox: Sandbox
let consoles: Processes
afterEach(async () => {
  await consoles.close()
  await sandbox.close()
})

async function stage(): Promise<void> {
  sandbox = await startSandbox({ accounts, seed: 7, latencyMs: 15 })
  for (const account of sandbox.accounts()) sandbox.mutate(account.id, { status: 'enabled' })
  consoles = new Processes(sandbox, patience)
  await consoles.prepare()
  const begun = await consoles.start('begin', { wanted: accounts }).ended
  expect(begun.lines.at(-1), begun.errors).toMatchObject({ items: accounts })
}

const said = (lines: readonly Line[], key: string) => lines.find(line => key in line)?.[key]
const heard = (running: Running, key: string) =>
  vi.waitFor(() => expect(said(running.lines, key)).toBeTruthy(), { timeout: 60_000, interval: 100 })
const calls = () => sandbox.calls().filter(call => call.path.endsWith('/disable'))

async function expectEachOnce(): Promise<void> {
  const { lines, errors } = await consoles.start('report').ended
  const items = said(lines, 'items') as { state: string }[] | undefined
  expect(
    items?.map(item => item.state),
    errors,
  ).toEqual(Array(accounts).fill('succeeded'))
  expect(sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
  expect([calls().length, new Set(calls().map(call => call.path)).size]).toEqual([accounts, accounts])
  expect(sandbox.violations()).toEqual([])
}

describe('a console that is killed in the middle of its calls', () => {
  it('before it sent, and the next one after Telnyx answered: the third settles everything, and each account is asked once', async () => {
    await stage()
    for (const point of ['command.before_send@3', 'command.after_answer@3']) {
      const killed = await consoles.start('work', { failpoints: point }).ended
      expect(killed.signal, killed.errors).toBe('SIGKILL')
    }
    const successor = consoles.start('work')
    await heard(successor, 'finished')
    const ms = said(successor.lines, 'afterMs')
    process.stdout.write(`[5.2] bulk: killed in mid-call, everything settled ${ms} ms after the restart\n`)
    await successor.ended
    await expectEachOnce()
  }, 180_000)

  // Two consoles work side by side only where they can share a database.
  it.runIf(process.env.TEST_DATABASE_URL)(
    'or frozen before it sent: declared dead by the other one, it sends nothing when it wakes up',
    async () => {
      await stage()
      const frozen = consoles.start('work', { failpoints: 'command.before_send@4:stop' })
      await heard(frozen, 'ready')
      const other = consoles.start('work')
      await heard(other, 'finished')
      expect(said(frozen.lines, 'finished'), 'it is frozen').toBeUndefined()
      frozen.child.kill('SIGCONT')
      await heard(frozen, 'finished')
      await Promise.all([frozen.ended, other.ended])
      await expectEachOnce()
    },
    180_000,
  )
})
