import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AuditEntry, loadAuditSearch } from '@/lib/audit'
import type { Role } from '@/lib/permissions'
import { disableAccount } from '../accounts/commands/status'
import { exportAudit } from '../audit/export'
import { accountTimeline, listAudit } from '../audit/list'
import type { Ctx, OperatorActor, Services } from '../context'
import { accounts, commands, jobItems, jobs, operators } from '../platform/db/schema'
import { onFailpoint } from '../platform/failpoint'
import { commandsOf, freshTelnyx, mirrorAccounts, recordOf, refusal } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { readCsv } from '../testing/read-csv'
import { execute, Pending } from './define'
import { begin, itemsOf } from './jobs/testing/bulk'
import { startJobs } from './jobs/work'
import { remoteCallsEnded } from './remote'
import { createSender, undoCommand } from './schedule'

// A disable waits in the database for its grace, and until Telnyx may be asked: until then it can be undone.

let console_: TestConsole
let services: Services
let support: Ctx<OperatorActor>
let ids: string[]

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 16 }, settings: { disableGrace: 10 } })
})
afterAll(async () => {
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
  await console_.close()
})
beforeEach(async () => {
  for (const table of [jobItems, jobs, commands, accounts]) await console_.services.db.delete(table)
  for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
  await mirrorAccounts(console_, console_.sandbox.accounts())
  ids = console_.sandbox.accounts().map(account => account.id)
  services = { ...console_.services, telnyx: freshTelnyx(console_) }
  support = await as('support')
  console_.sandbox.clearCalls()
})
afterEach(() => {
  onFailpoint(null)
  console_.sandbox.clearFaults()
})

async function as(role: Role): Promise<Ctx<OperatorActor>> {
  return { ...(await console_.as(role)), ...services }
}

/** Returns the command's id. */
async function schedule(accountId: string | undefined, ctx = support): Promise<string> {
  const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true }
  const answer = await execute(disableAccount, ctx, { accountId, ...why })
  if (!(answer instanceof Pending)) throw new Error('it was sent at once')
  return answer.commandId
}

const sentTo = () =>
  console_.sandbox.calls().flatMap(call => /([0-9a-f-]{36})\/actions\/disable$/.exec(call.path)?.[1] ?? [])
const changeMirror = (accountId: string | undefined, to: Partial<typeof accounts.$inferInsert>) =>
  services.db
    .update(accounts)
    .set(to)
    .where(eq(accounts.id, accountId ?? ''))
const commandOf = async (accountId: string | undefined) => (await commandsOf(console_, accountId ?? '')).at(-1)

/** One round of one process, until it has ended. */
async function look(): Promise<void> {
  const sender = createSender(services, new AbortController().signal, error => expect.fail(String(error)))
  await sender.turn()
  await sender.ended()
}

/** Holds the first call of a command before it is sent, until it is released. */
function holdFirst(): () => void {
  let letGo = () => {}
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  let first = true
  onFailpoint(async name => {
    if (name !== 'command.before_send' || !first) return
    first = false
    await held
  })
  return letGo
}

describe('a disable in its grace period', () => {
  it('is sent once, when the period is over', async () => {
    await schedule(ids[0])
    console_.clock.forward(9)
    await look()
    expect([sentTo(), (await commandOf(ids[0]))?.state]).toEqual([[], 'scheduled'])
    console_.clock.forward(2)
    await look()
    await look()
    expect([sentTo(), (await commandOf(ids[0]))?.state]).toEqual([[ids[0]], 'succeeded'])
  })

  it('is sent by the next process when its own has ended', async () => {
    const first = await startJobs(services, { tickMs: 10 })
    await schedule(ids[0])
    await first.stop()
    console_.clock.forward(11)
    expect(sentTo()).toEqual([])
    const second = await startJobs(services, { tickMs: 10 })
    await vi.waitFor(async () => expect((await commandOf(ids[0]))?.state).toBe('succeeded'), 30_000)
    await second.stop()
    expect(sentTo()).toEqual([ids[0]])
  })

  it('can be undone by every operator who may send one; after sending, undoing is refused', async () => {
    const [undone, sent] = [await schedule(ids[0]), await schedule(ids[1])]
    await execute(undoCommand, await as('manager'), { commandId: undone })
    console_.clock.forward(11)
    await look()
    expect([sentTo(), (await commandOf(ids[0]))?.state]).toEqual([[ids[1]], 'cancelled'])
    expect(await refusal(execute(undoCommand, support, { commandId: sent }))).toMatchObject({ code: 'conflict' })
  })

  it('that was undone is cancelled in the timeline, the audit and its export', async () => {
    const commandId = await schedule(ids[0])
    await execute(undoCommand, support, { commandId })
    const manager = await as('manager')
    const ofChange = (entries: readonly AuditEntry[]) => entries.find(entry => entry.commandId === commandId)
    expect(ofChange(await accountTimeline(manager, ids[0] ?? ''))).toMatchObject({ outcome: 'cancelled' })
    const search = loadAuditSearch(new URLSearchParams({ q: ids[0] ?? '', outcome: 'cancelled' }))
    expect(ofChange((await listAudit(manager, search)).rows)).toMatchObject({ outcome: 'cancelled', problem: null })
    const [header = [], ...lines] = readCsv(
      await (await exportAudit(manager, { format: 'csv', filter: search })).text(),
    )
    const cell = (line: string[], name: string) => line[header.indexOf(name)]
    expect(lines.filter(line => cell(line, 'Command id') === commandId).map(line => cell(line, 'Outcome'))).toEqual([
      'Cancelled',
    ])
  })

  it('that is undone just before a reason against it is found ends as undone, without that reason', async () => {
    const commandId = await schedule(ids[0])
    console_.clock.forward(11)
    onFailpoint(async name => {
      if (name !== 'scheduled.after_turn') return
      await execute(undoCommand, support, { commandId })
      await changeMirror(ids[0], { status: 'disabled' })
    })
    await look()
    expect(await commandOf(ids[0])).toMatchObject({ state: 'cancelled', problem: null })
    const outcomes = await recordOf(console_, ids[0] ?? '', 'outcome')
    expect(outcomes.filter(row => row.commandId === commandId)).toMatchObject([{ outcome: 'cancelled', problem: null }])
    expect(sentTo()).toEqual([])
  })

  it.each([
    ['the operator lost the right', { role: 'finance' as const }, /no longer has permission/],
    ['the operator was disabled', { disabledAt: new Date() }, /was disabled/],
  ])('is ended and recorded when %s before it is sent', async (_name, change, why) => {
    await schedule(ids[0])
    await services.db.update(operators).set(change).where(eq(operators.id, support.actor.id))
    console_.clock.forward(11)
    await look()
    expect(await commandOf(ids[0])).toMatchObject({
      state: 'cancelled',
      problem: { message: expect.stringMatching(why) },
    })
    const outcomes = await recordOf(console_, ids[0] ?? '', 'outcome')
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'cancelled' })
    expect(sentTo()).toEqual([])
  })

  it.each([
    ['was disabled by other means', { status: 'disabled' as const }, /already/],
    ['was cancelled', { status: 'cancelled' as const }, /cancelled/],
    ['was protected', { protectedReason: 'A hospital', protectedBy: 'Ana' }, /protected while the change waited/],
    ['is gone at Telnyx', { missingSince: new Date() }, /no longer has/],
  ])('is ended when the account %s before it is sent', async (_name, change, why) => {
    await schedule(ids[0])
    await changeMirror(ids[0], change)
    console_.clock.forward(11)
    await look()
    const command = await commandOf(ids[0])
    expect(command?.state).toBe('cancelled')
    expect(command?.problem?.message).toMatch(/^Nothing was changed: /)
    expect(command?.problem?.message).toMatch(why)
    expect(sentTo()).toEqual([])
  })
})

describe('a call that is refused for a temporary reason', () => {
  const busy = (times: number | 'always') =>
    console_.sandbox.setFaults([
      { path: '/managed_accounts/*/actions/disable', times, effect: { status: 429, headers: { 'retry-after': '0' } } },
    ])
  const due = async () => (await commandOf(ids[0]))?.dueAt ?? new Date(0)
  const outcomesOf = async () => (await recordOf(console_, ids[0] ?? '', 'outcome')).map(row => row.outcome)

  it('is sent again after a pause, and its record has one outcome', async () => {
    const before = (await outcomesOf()).length
    await schedule(ids[0])
    console_.clock.forward(11)
    busy(1)
    await look()
    expect(await commandOf(ids[0])).toMatchObject({ state: 'scheduled', problem: null, finishedAt: null })
    expect((await due()).getTime()).toBeGreaterThan(services.now().getTime())
    await look()
    expect(sentTo()).toHaveLength(1)
    console_.clock.forward(2)
    services = { ...services, telnyx: freshTelnyx(console_) }
    await look()
    expect(sentTo()).toHaveLength(2)
    expect(await commandOf(ids[0])).toMatchObject({ state: 'succeeded', probes: 0 })
    expect((await outcomesOf()).slice(before)).toEqual(['succeeded'])
  })

  it('is not sent in its pause by another process that had chosen it before', async () => {
    await schedule(ids[0])
    console_.clock.forward(11)
    busy(1)
    onFailpoint(async name => {
      if (name !== 'scheduled.after_turn') return
      onFailpoint(null)
      services = { ...services, telnyx: freshTelnyx(console_) }
      await look()
    })
    await look()
    expect([sentTo().length, (await commandOf(ids[0]))?.state]).toEqual([1, 'scheduled'])
  })

  it('can be undone until it is sent again', async () => {
    const commandId = await schedule(ids[0])
    console_.clock.forward(11)
    busy(1)
    await look()
    await execute(undoCommand, support, { commandId })
    console_.clock.forward(600)
    await look()
    expect([sentTo().length, (await commandOf(ids[0]))?.state]).toEqual([1, 'cancelled'])
  })

  it('fails when it was refused five times', async () => {
    await schedule(ids[0])
    busy('always')
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      console_.clock.forward(60)
      services = { ...services, telnyx: freshTelnyx(console_) }
      await look()
    }
    expect(sentTo()).toHaveLength(5)
    expect(await commandOf(ids[0])).toMatchObject({ state: 'failed', problem: { code: 'rate_limited' } })
  })

  it('fails when a newer change to the account waits to be sent', async () => {
    const first = await schedule(ids[0])
    let newer = ''
    console_.clock.forward(11)
    busy(1)
    onFailpoint(async name => {
      if (name !== 'command.after_failure') return
      onFailpoint(null)
      newer = await schedule(ids[0])
    })
    await look()
    const states = (await commandsOf(console_, ids[0] ?? '')).map(row => [row.id, row.state])
    expect(Object.fromEntries(states)).toEqual({ [first]: 'failed', [newer]: 'scheduled' })
  })

  it('fails when this process stood still in between', async () => {
    await schedule(ids[0])
    console_.clock.forward(11)
    busy(1)
    onFailpoint(async name => {
      if (name === 'command.after_failure') console_.clock.forward(60)
    })
    await look()
    expect(await commandOf(ids[0])).toMatchObject({ state: 'failed', problem: { code: 'rate_limited' } })
  })
})

describe('a call that Telnyx does not answer', () => {
  it('does not delay other scheduled changes or a job', async () => {
    const letGo = holdFirst()
    const working = await startJobs(services, { tickMs: 10 })
    await schedule(ids[0])
    console_.clock.forward(11)
    await vi.waitFor(async () => expect((await commandOf(ids[0]))?.state).toBe('in_flight'), 30_000)

    const manager = await as('manager')
    await schedule(ids[1], manager)
    const change = {
      kind: 'accounts.disable',
      parameters: { reason: 'unpaid', note: '', ticket: '', reviewOn: '' },
    } as const
    const job = await begin(manager, change, ids.slice(2, 4), { now: false })
    console_.clock.forward(11)
    await vi.waitFor(async () => {
      expect((await commandOf(ids[1]))?.state).toBe('succeeded')
      expect((await itemsOf(services, job)).map(item => item.state)).toEqual(['succeeded', 'succeeded'])
    }, 30_000)
    expect((await commandOf(ids[0]))?.state).toBe('in_flight')
    letGo()
    await working.stop()
    expect((await commandOf(ids[0]))?.state).toBe('succeeded')
    expect(sentTo().sort()).toEqual(ids.slice(0, 4).sort())
  })

  it('keeps later changes to the same account waiting', async () => {
    const letGo = holdFirst()
    await schedule(ids[0])
    console_.clock.forward(11)
    const sender = createSender(services, new AbortController().signal, error => expect.fail(String(error)))
    await sender.turn()
    await vi.waitFor(async () => expect((await commandOf(ids[0]))?.state).toBe('in_flight'), 30_000)
    const next = await schedule(ids[0])
    console_.clock.forward(11)
    await look()
    expect((await commandOf(ids[0]))?.state).toBe('scheduled')
    await execute(undoCommand, support, { commandId: next })
    letGo()
    await sender.ended()
    expect(sentTo()).toEqual([ids[0]])
  })

  it('is one of at most six: other changes wait, and can be undone', async () => {
    let letGo = () => {}
    const held = new Promise<void>(resolve => {
      letGo = resolve
    })
    onFailpoint(name => (name === 'command.before_send' ? held : undefined))
    for (const id of ids.slice(0, 8)) await schedule(id)
    console_.clock.forward(11)
    const sender = createSender(services, new AbortController().signal, error => expect.fail(String(error)))
    await sender.turn()
    const states = async () =>
      (await services.db.select({ state: commands.state }).from(commands)).map(row => row.state)
    const count = async (state: string) => (await states()).filter(one => one === state).length
    await vi.waitFor(async () => expect(await count('in_flight')).toBe(6), 30_000)
    await sender.turn()
    expect([await count('in_flight'), await count('scheduled')]).toEqual([6, 2])
    const [undone] = await services.db.select().from(commands).where(eq(commands.state, 'scheduled'))
    await execute(undoCommand, support, { commandId: undone?.id })
    letGo()
    await sender.ended()
    await sender.turn()
    await sender.ended()
    expect([await count('succeeded'), await count('cancelled')]).toEqual([7, 1])
    expect(sentTo().sort()).toEqual(
      ids
        .slice(0, 8)
        .filter(id => id !== undone?.targetId)
        .sort(),
    )
  })
})

describe('while Telnyx is down', () => {
  it('a command waits and can be undone, and is sent when Telnyx is back', async () => {
    console_.sandbox.setFaults([{ path: '/**', times: 'always', effect: { reset: 'before' } }])
    const { accounts: edge, limiter } = services.telnyx
    while (limiter.snapshot().breaker === 'closed') await edge.retrieve(ids[0] ?? '').catch(() => {})
    const undone = await schedule(ids[0])
    await schedule(ids[1])
    console_.clock.forward(11)
    await look()
    expect([(await commandOf(ids[0]))?.state, (await commandOf(ids[1]))?.state]).toEqual(['scheduled', 'scheduled'])
    await execute(undoCommand, support, { commandId: undone })
    expect(sentTo()).toEqual([])

    console_.sandbox.clearFaults()
    await vi.waitFor(async () => {
      await look()
      expect((await commandOf(ids[1]))?.state).toBe('succeeded')
    }, 60_000)
    expect(sentTo()).toEqual([ids[1]])
  })
})
