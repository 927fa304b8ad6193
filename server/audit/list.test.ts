import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditSearch } from '@/lib/audit'
import { loadAuditSearch } from '@/lib/audit'
import type { Ctx, OperatorActor } from '@/server/context'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { accountTimeline, latestActivity, listAudit } from './list'
import { recordEvent, recordIntent, recordOutcome } from './record'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let support: Ctx<OperatorActor>

const acme = { kind: 'account', id: randomUUID(), label: 'Acme 100% Ltd' } as const
const other = { kind: 'account', id: randomUUID(), label: 'Börse_Nord' } as const

const search = (patch: Partial<AuditSearch>): AuditSearch => ({ ...loadAuditSearch({}), ...patch })

async function begin(ctx: Ctx<OperatorActor>, target: typeof acme | typeof other, reason: string): Promise<string> {
  const commandId = randomUUID()
  await ctx.db.transaction(tx =>
    recordIntent(tx, ctx, { action: 'account.disable', commandId, target, reason, detail: { ticket: null } }),
  )
  return commandId
}

async function end(ctx: Ctx<OperatorActor>, commandId: string, outcome: 'succeeded' | 'failed' | 'unknown') {
  await ctx.db.transaction(tx =>
    recordOutcome(tx, ctx, {
      action: 'account.disable',
      commandId,
      target: acme,
      outcome,
      ...(outcome === 'succeeded' && { changes: { status: ['enabled', 'disabled'] } }),
      ...(outcome !== 'succeeded' && { problem: { code: 'upstream', message: 'Telnyx did not answer in time.' } }),
      telnyxRequestId: `telnyx-${outcome}`,
    }),
  )
}

let settled: string
let open: string

beforeAll(async () => {
  console_ = await testConsole()
  manager = await console_.as('manager')
  support = await console_.as('support')
  settled = await begin(support, acme, 'Unpaid balance')
  console_.clock.forward(5)
  await end(support, settled, 'unknown')
  console_.clock.forward(5)
  await end(support, settled, 'succeeded')
  open = await begin(manager, other, 'Suspected fraud')
  await recordEvent(console_.services.db, support, {
    action: 'access.denied',
    target: { kind: 'page', id: '/billing' },
    detail: { permission: 'billing.read' },
    outcome: 'denied',
  })
})
afterAll(() => console_.close())

const commandIds = async (ctx: Ctx<OperatorActor>, patch: Partial<AuditSearch>) =>
  (await listAudit(ctx, search(patch))).rows.map(row => row.commandId)

describe('one entry per action', () => {
  it('joins an intent with its newest outcome', async () => {
    const page = await listAudit(manager, search({}))
    expect(page.rows).toHaveLength(3)
    const entry = page.rows.find(row => row.commandId === settled)
    expect(entry).toMatchObject({
      action: 'account.disable',
      actorName: support.actor.name,
      actorRole: 'support',
      targetLabel: acme.label,
      reason: 'Unpaid balance',
      detail: { ticket: null },
      changes: { status: ['enabled', 'disabled'] },
      outcome: 'succeeded',
      // Telnyx's own answer: no person settled it.
      settled: null,
      telnyxRequestId: 'telnyx-succeeded',
    })
    expect(Date.parse(entry?.endedAt ?? '') - Date.parse(entry?.at ?? '')).toBe(10_000)
  })

  it('leaves out the problem of an outcome that was settled later', async () => {
    const page = await listAudit(manager, search({}))
    expect(page.rows.find(row => row.commandId === settled)?.problem).toBeNull()
  })

  it('shows an open command as open', async () => {
    const page = await listAudit(manager, search({}))
    expect(page.rows.find(row => row.commandId === open)).toMatchObject({ outcome: null, endedAt: null })
  })

  it('is listed newest first', async () => {
    const ids = (await listAudit(manager, search({}))).rows.map(row => row.id)
    expect(ids).toEqual([...ids].sort((one, next) => next - one))
  })
})

describe('visible entries', () => {
  it.each(['owner', 'manager'] as const)('are all entries for %s', async role => {
    expect((await listAudit(await console_.as(role), search({}))).rows).toHaveLength(3)
  })

  it('are only their own for support, whatever they search for', async () => {
    const page = await listAudit(support, search({}))
    expect(page.rows.map(row => row.action).sort()).toEqual(['access.denied', 'account.disable'])
    expect(await listAudit(support, search({ q: 'Börse' }))).toMatchObject({ rows: [], newer: false, older: false })
  })

  it('finance, who did nothing, sees nothing', async () => {
    expect(await listAudit(await console_.as('finance'), search({}))).toMatchObject({
      rows: [],
      newer: false,
      older: false,
    })
  })
})

describe('filters', () => {
  it('by outcome use the newest outcome', async () => {
    expect(await commandIds(manager, { outcome: ['succeeded'] })).toEqual([settled])
    expect(await commandIds(manager, { outcome: ['unknown'] })).toEqual([])
    expect((await listAudit(manager, search({ outcome: ['denied'] }))).rows.map(row => row.targetId)).toEqual([
      '/billing',
    ])
  })

  it('by action', async () => {
    expect(await commandIds(manager, { action: ['account.disable'] })).toEqual([open, settled])
    expect(await commandIds(manager, { action: ['account.enable'] })).toEqual([])
  })

  it('by text match target, id, person and reason; SQL wildcards are plain characters', async () => {
    expect(await commandIds(manager, { q: ' acme 100% ' })).toEqual([settled])
    expect(await commandIds(manager, { q: '100_' })).toEqual([])
    expect(await commandIds(manager, { q: '%' })).toEqual([settled])
    expect(await commandIds(manager, { q: 'e_n' })).toEqual([open])
    expect(await commandIds(manager, { q: other.id.slice(0, 13) })).toEqual([open])
    expect(await commandIds(manager, { q: 'FRAUD' })).toEqual([open])
    expect(await commandIds(manager, { q: 'test support', action: ['account.disable'] })).toEqual([settled])
  })

  it('can be combined', async () => {
    const both = { q: 'acme', action: ['account.disable' as const] }
    expect(await commandIds(manager, { ...both, outcome: ['succeeded'] })).toEqual([settled])
    expect(await commandIds(manager, { ...both, outcome: ['failed'] })).toEqual([])
  })
})

describe('pages of the audit', () => {
  it('lead to the oldest entry and back, with every entry exactly once', async () => {
    const whole = (await listAudit(manager, search({}))).rows.map(row => row.id)
    const [newest, middle, oldest] = whole as [number, number, number]
    const page = async (patch: Partial<AuditSearch>) => {
      const { rows, newer, older } = await listAudit(manager, search({ size: 1, ...patch }))
      return [rows.map(row => row.id), newer, older]
    }
    expect(await page({})).toEqual([[newest], false, true])
    expect(await page({ before: newest })).toEqual([[middle], true, true])
    expect(await page({ before: middle })).toEqual([[oldest], true, false])
    expect(await page({ before: oldest })).toEqual([[], true, false])
    expect(await page({ after: oldest })).toEqual([[middle], true, true])
    expect(await page({ after: middle }), 'back at the newest').toEqual([[newest], false, true])
    expect(await page({ after: middle, size: 2 }), 'filled up where the page would not be full').toEqual([
      [newest, middle],
      false,
      true,
    ])
  })

  it('are the same at any distance from the end', async () => {
    const whole = (await listAudit(manager, search({}))).rows
    const filters: Partial<AuditSearch>[] = [
      {},
      { q: 'acme' },
      { q: 'e_n' },
      { outcome: ['succeeded'] },
      { outcome: ['unknown'] },
      { outcome: ['denied', 'succeeded'] },
      { action: ['access.denied'] },
      { q: 'unpaid', outcome: ['succeeded'] },
      { operator: [support.actor.id] },
      { from: whole[0]?.at.slice(0, 10) ?? '', to: whole[0]?.at.slice(0, 10) ?? '' },
      { to: '2020-01-01' },
      { from: '2099-01-01' },
    ]
    for (const filter of filters) {
      const expected = await listAudit(manager, search(filter))
      expect(await listAudit(manager, search(filter), 1), JSON.stringify(filter)).toEqual(expected)
      const upwards = await listAudit(manager, search({ ...filter, after: 1, size: 1 }), 1)
      expect(upwards, JSON.stringify(filter)).toEqual(
        await listAudit(manager, search({ ...filter, after: 1, size: 1 })),
      )
    }
  })

  it('are valid for an address with invalid values', () => {
    expect(
      loadAuditSearch({
        before: '0',
        after: '-1',
        size: '9999',
        action: 'account.disable,drop table',
        outcome: 'x',
        from: '2026-02-31',
      }),
    ).toEqual({
      q: '',
      action: ['account.disable'],
      outcome: [],
      operator: [],
      from: '',
      to: '',
      before: null,
      after: null,
      size: 50,
    })
  })
})

describe('other views of the record', () => {
  it('an account’s timeline has all actions on this account, and no others', async () => {
    const timeline = await accountTimeline(manager, acme.id)
    expect(timeline.map(entry => entry.commandId)).toEqual([settled])
  })

  it('the latest activity leaves out entries that are not about accounts or users', async () => {
    expect((await latestActivity(manager, 10)).map(entry => entry.commandId)).toEqual([open, settled])
  })
})

// Last, because it adds to the audit.
it('a search finds a ticket by a part of it, and a command by its Telnyx request id', async () => {
  const commandId = randomUUID()
  const ticketed = { action: 'account.enable', commandId, target: other, reason: 'Paid' } as const
  await manager.db.transaction(tx => recordIntent(tx, manager, { ...ticketed, detail: { ticket: 'ZD-48213' } }))
  await end(manager, commandId, 'succeeded')
  expect(await commandIds(manager, { q: 'd-4821' })).toEqual([commandId])
  expect(await commandIds(manager, { q: 'telnyx-unknown' })).toEqual([settled])
  expect(await commandIds(manager, { q: 'telnyx-unk' })).toEqual([])
  expect(await commandIds(support, { q: 'ZD-48213' })).toEqual([])
})
