import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ItemState, type JobKind, loadJobItemSearch } from '@/lib/job'
import { loadRoundSearch } from '@/lib/reviews'
import { execute } from '@/server/commands/define'
import { listJobItems } from '@/server/commands/jobs/queries'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, approvals, jobItems, jobs, reviewItems, reviewRounds } from '@/server/platform/db/schema'
import { listItems } from '@/server/reviews/items'
import { openRound } from '@/server/reviews/open'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readAttention } from './attention'

let console_: TestConsole
let owner: Ctx<OperatorActor>
let manager: Ctx<OperatorActor>
let support: Ctx<OperatorActor>
let finance: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 6 } })
  owner = await console_.as('owner')
  manager = await console_.as('manager')
  support = await console_.as('support')
  finance = await console_.as('finance')
})
afterAll(() => console_.close())

beforeEach(async () => {
  for (const table of [jobItems, jobs, approvals, reviewItems, reviewRounds, accounts]) await owner.db.delete(table)
})

async function request(by: Ctx<OperatorActor>, more: Partial<typeof approvals.$inferInsert> = {}): Promise<string> {
  const id = randomUUID()
  await owner.db.insert(approvals).values({
    id,
    action: 'accounts.disable',
    accountIds: [randomUUID(), randomUUID()],
    parameters: {},
    digest: 'd'.repeat(64),
    reason: 'A ring of fraud',
    state: 'open',
    requestedById: by.actor.id,
    requestedByName: by.actor.name,
    createdAt: owner.now(),
    expiresAt: new Date(owner.now().getTime() + 3_600_000),
    ...more,
  })
  return id
}

describe('a request for approval', () => {
  it('is shown to operators who may decide it, and not to the requester', async () => {
    const id = await request(manager)
    for (const decider of [owner, await console_.as('manager')]) {
      expect((await readAttention(decider)).approvals).toEqual([
        {
          id,
          action: 'accounts.disable',
          accounts: 2,
          requestedByName: manager.actor.name,
          createdAt: owner.now().toISOString(),
        },
      ])
    }
    for (const other of [manager, support, finance]) expect((await readAttention(other)).approvals).toEqual([])
  })

  it('disappears once it is decided or void; the one that expires first is on top', async () => {
    const later = await request(support)
    const soon = await request(support, { expiresAt: new Date(owner.now().getTime() + 60_000) })
    await request(support, { state: 'approved' })
    await request(support, { expiresAt: owner.now() })
    expect((await readAttention(owner)).approvals.map(one => one.id)).toEqual([soon, later])
  })
})

async function job(kind: JobKind, states: ItemState[], finishedAt: Date | null): Promise<string> {
  const id = randomUUID()
  const { id: createdById, name: createdByName } = manager.actor
  const at = owner.now()
  const who = { createdById, createdByName, runById: createdById, runByName: createdByName }
  const when = { createdAt: at, startsAt: at, intentAt: at, finishedAt }
  await owner.db.insert(jobs).values({
    id,
    kind,
    state: finishedAt ? 'finished' : 'running',
    parameters: {},
    total: states.length,
    ...who,
    ...when,
  })
  await owner.db
    .insert(jobItems)
    .values(states.map((state, at) => ({ jobId: id, position: at + 1, label: `Account ${at}`, state })))
  return id
}

const ago = (days: number) => new Date(owner.now().getTime() - days * 86_400_000)

describe('a job with failures', () => {
  it('is shown to operators with the permission for its change, with the number of items on its page', async () => {
    const id = await job('accounts.disable', ['succeeded', 'failed', 'failed', 'person', 'skipped'], ago(1))
    for (const role of [owner, manager, support]) {
      const [shown] = (await readAttention(role)).failedJobs
      expect(shown).toMatchObject({ id, failed: 2, person: 1, total: 5 })
    }
    expect((await readAttention(finance)).failedJobs).toEqual([])
    const search = loadJobItemSearch(new URLSearchParams({ state: 'failed,person' }))
    expect((await listJobItems(owner, { jobId: id, search })).rowCount).toBe(3)
  })

  it('is hidden from a role that may not start this kind', async () => {
    const limits = await job('accounts.channel_limit', ['failed'], ago(2))
    const balances = await job('accounts.export', ['failed'], ago(1))
    const shown = async (ctx: Ctx<OperatorActor>) => (await readAttention(ctx)).failedJobs.map(one => one.id)
    expect(await shown(owner)).toEqual([balances, limits])
    expect(await shown(support)).toEqual([])
    expect(await shown(finance)).toEqual([balances])
  })

  it('disappears after a week; a running or successful job is not shown', async () => {
    await job('accounts.disable', ['failed'], ago(8))
    await job('accounts.disable', ['failed', 'running'], null)
    await job('accounts.disable', ['succeeded'], ago(0))
    expect((await readAttention(owner)).failedJobs).toEqual([])
  })
})

describe('flags to review', () => {
  it('are counted as the round lists them, for operators who may review', async () => {
    await mirrorAccounts(console_, console_.sandbox.accounts())
    expect((await readAttention(finance)).flags).toBe(0)
    const input = { kind: 'rollup', name: 'November', dueOn: '2026-11-30', reviewers: [], search: '' }
    const round = await execute(openRound, finance, input)
    if (!('id' in round)) throw new Error('no round')
    const { rowCount } = await listItems(finance, { roundId: round.id, search: loadRoundSearch({}) })
    expect(rowCount).toBe(6)
    for (const role of [owner, manager, finance]) expect((await readAttention(role)).flags).toBe(rowCount)
    expect((await readAttention(support)).flags).toBe(0)
  })
})
