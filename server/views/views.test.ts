import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { loadAuditSearch } from '@/lib/audit'
import { mostViews, searchOf } from '@/lib/views'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { listAudit } from '@/server/audit/list'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, savedViews } from '@/server/platform/db/schema'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { changeView, deleteView, saveView } from './commands'
import { findView, listViews } from './queries'

let console_: TestConsole
let owner: Ctx<OperatorActor>
let manager: Ctx<OperatorActor>
let support: Ctx<OperatorActor>
let finance: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 60 } })
  ;[owner, manager, support, finance] = await Promise.all([
    console_.as('owner'),
    console_.as('manager'),
    console_.as('support'),
    console_.as('finance'),
  ])
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())
beforeEach(() => console_.services.db.delete(savedViews))

type Saved = { name?: string; search?: string; look?: object; shared?: boolean }

async function save(ctx: Ctx<OperatorActor>, view: Saved = {}): Promise<string> {
  const answer = await execute(saveView, ctx, { name: 'Blocked', search: '', look: {}, shared: false, ...view })
  if (!('id' in answer)) throw new Error('still under way')
  return answer.id
}

const names = async (ctx: Ctx<OperatorActor>) => (await listViews(ctx)).map(view => view.name)
const lastEntry = async () => (await listAudit(owner, { ...loadAuditSearch({}), action: [], outcome: [] })).rows[0]

describe('a view', () => {
  it('restores its search and look, in canonical form and from the first page on', async () => {
    const look = { visibility: { channels: true }, order: ['name', 'email'], density: 'compact' }
    const id = await save(manager, { search: '?page=4&sort=-created&status=disabled,blocked&nonsense=1', look })
    const view = await findView(manager, id)
    expect(view).toMatchObject({ search: '?status=blocked,disabled&sort=-created', look, mine: true, shared: false })
    expect(searchOf(view ?? { search: '' })).toEqual(
      loadAccountSearch({ status: 'blocked,disabled', sort: '-created' }),
    )
  })

  it('shows its current number of accounts', async () => {
    await save(manager, { name: 'All' })
    await save(manager, { name: 'Blocked', search: '?status=blocked' })
    const counts = async () => Object.fromEntries((await listViews(manager)).map(view => [view.name, view.count]))
    const blocked = await listAccounts(manager, loadAccountSearch({ status: 'blocked' }))
    const { rowCount } = await countSearch(manager, loadAccountSearch({ status: 'blocked' }))
    expect(await counts()).toEqual({ All: 60, Blocked: rowCount })
    const [first] = blocked.rows
    await console_.services.db
      .update(accounts)
      .set({ status: 'enabled' })
      .where(eq(accounts.id, first?.id ?? ''))
    expect(await counts()).toEqual({ All: 60, Blocked: rowCount - 1 })
  })

  it('shows no number to a role that may not see what it filters by', async () => {
    await save(finance, { name: 'Rich', search: '?creditMin=10', shared: true })
    await save(finance, { name: 'Euros', search: '?currency=EUR', shared: true })
    await save(finance, { name: 'By credit', search: '?sort=-credit', shared: true })
    expect((await listViews(support)).map(view => [view.name, view.count])).toEqual([
      ['By credit', 60],
      ['Euros', null],
      ['Rich', null],
    ])
    expect((await listViews(finance)).map(view => typeof view.count)).toEqual(['number', 'number', 'number'])
  })
})

describe('names', () => {
  it('are unique per person, ignoring case, and free for others', async () => {
    await save(manager, { name: 'Überfällig' })
    expect(await refusal(save(manager, { name: '  überfällig ' }))).toEqual({
      code: 'invalid',
      message: 'Some fields need correction.',
      fields: { name: 'You already have a view called “überfällig”.' },
    })
    await save(owner, { name: 'Überfällig' })
    const other = await save(manager, { name: 'Other' })
    expect(await refusal(execute(changeView, manager, { id: other, name: 'ÜBERFÄLLIG' }))).toMatchObject({
      fields: { name: 'You already have a view called “ÜBERFÄLLIG”.' },
    })
    // A view keeps its own name in another case.
    await execute(changeView, manager, { id: other, name: 'OTHER' })
    expect(await names(manager)).toEqual(['OTHER', 'Überfällig'])
  })

  it.each(['', '   ', 'x'.repeat(61)])('like %j are refused', async name => {
    expect(await refusal(save(manager, { name }))).toMatchObject({ fields: { name: expect.any(String) } })
  })
})

describe('access to views', () => {
  it('is limited to the owner for private ones', async () => {
    const id = await save(manager, { name: 'Mine' })
    expect(await names(owner)).toEqual([])
    expect(await findView(owner, id)).toBeNull()
    expect(await refusal(execute(changeView, owner, { id, name: 'Ours' }))).toMatchObject({ code: 'not_found' })
    expect(await refusal(execute(deleteView, owner, { id }))).toMatchObject({ code: 'not_found' })
  })

  it('is open to everybody for shared ones, but only their owner changes them', async () => {
    const id = await save(support, { name: 'Shared', search: '?status=disabled', shared: true })
    expect(await findView(finance, id)).toMatchObject({ mine: false, ownerName: support.actor.name, shared: true })
    for (const ctx of [owner, manager, finance]) {
      expect(await refusal(execute(changeView, ctx, { id, search: '' }))).toEqual({
        code: 'forbidden',
        message: `Only ${support.actor.name} can change this view.`,
        hint: 'Save it as a view of your own.',
      })
    }
    await execute(changeView, support, { id, shared: false })
    expect(await names(finance)).toEqual([])
  })

  it('lets the view’s owner, owners and managers delete shared ones', async () => {
    const ids = await Promise.all(['A', 'B', 'C'].map(name => save(finance, { name, shared: true })))
    const [a, b, c] = ids
    expect(await refusal(execute(deleteView, support, { id: a }))).toMatchObject({ code: 'forbidden' })
    await execute(deleteView, finance, { id: a })
    await execute(deleteView, manager, { id: b })
    await execute(deleteView, owner, { id: c })
    expect(await names(finance)).toEqual([])
  })

  it('gives nothing for an unknown id', async () => {
    expect(await findView(manager, randomUUID())).toBeNull()
    expect(await findView(manager, "' or true --")).toBeNull()
    expect(await findView(manager, null)).toBeNull()
  })

  it(`keeps at most ${mostViews} of a person`, async () => {
    const now = console_.services.now()
    await console_.services.db.insert(savedViews).values(
      Array.from({ length: mostViews }, (_, index) => ({
        id: randomUUID(),
        operatorId: manager.actor.id,
        name: `View ${index}`,
        search: '',
        look: {},
        createdAt: now,
        updatedAt: now,
      })),
    )
    expect(await refusal(save(manager, { name: 'One more' }))).toMatchObject({
      code: 'conflict',
      message: 'You have 100 views already.',
    })
    await save(owner, { name: 'One more' })
  })
})

describe('the record', () => {
  it('has every saved, changed and deleted view, in words', async () => {
    const id = await save(manager, { name: 'Late', search: '?status=disabled&q=acme', shared: true })
    expect(await lastEntry()).toMatchObject({
      action: 'view.save',
      targetLabel: 'Late',
      detail: { accounts: 'All matching: Search: acme · Status: Disabled', shared: true },
    })
    await execute(changeView, manager, { id, name: 'Later', search: '?status=blocked', look: { density: 'compact' } })
    expect((await lastEntry())?.changes).toEqual({
      name: ['Late', 'Later'],
      accounts: ['All matching: Search: acme · Status: Disabled', 'All matching: Status: Blocked'],
      search: ['?q=acme&status=disabled', '?status=blocked'],
      look: ['As it was', 'Changed'],
    })
    const widths = { status: 100, email: 200 }
    await execute(changeView, manager, { id, look: { widths, visibility: { id: true, channels: false } } })
    await execute(changeView, manager, {
      id,
      name: 'Late',
      look: { visibility: { channels: false, id: true }, widths: { email: 200, status: 100 } },
    })
    expect((await lastEntry())?.changes).toEqual({ name: ['Later', 'Late'] })
    await execute(deleteView, owner, { id })
    expect(await lastEntry()).toMatchObject({
      action: 'view.delete',
      actorName: owner.actor.name,
      targetLabel: 'Late',
      detail: { owner: manager.actor.name },
    })
  })
})
