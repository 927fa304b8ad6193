import { randomUUID } from 'node:crypto'
import { count } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { maxSelected } from '@/lib/selection-inputs'
import { listAccounts } from '@/server/accounts/queries'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, frozenSelections } from '@/server/platform/db/schema'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { freezeSelection } from './freeze'
import { frozenSelection, readFrozen } from './read'

let console_: TestConsole
let manager: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 60 } })
  manager = await console_.as('manager')
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

async function freeze(input: Parameters<typeof execute>[2], ctx = manager) {
  const answer = await execute(freezeSelection, ctx, input)
  if (!('count' in answer)) throw new Error('still under way')
  return answer
}

async function listed(search: string, ctx = manager) {
  const page = await listAccounts(ctx, { ...loadAccountSearch(new URLSearchParams(search)), size: 250 })
  return page.rows.map(row => row.id)
}

describe('a frozen search', () => {
  it.each(['', '?status=disabled,blocked&sort=-email', '?q=a&sort=status,-created&page=3&size=25'])(
    'contains what the list of %j shows, in its order and from its first page on',
    async search => {
      const frozen = await freeze({ search })
      const ids = await listed(search.replace('page=3', 'page=1'))
      expect(frozen.count).toBe(ids.length)
      expect(await readFrozen(manager, frozen.id, 0, 1_000)).toEqual(ids)
    },
  )

  it('is read in adjacent slices', async () => {
    const frozen = await freeze({ search: '' })
    const slices = await Promise.all([0, 25, 50, 75].map(from => readFrozen(manager, frozen.id, from, from + 25)))
    expect(slices.map(slice => slice.length)).toEqual([25, 25, 10, 0])
    expect(slices.flat()).toEqual(await listed(''))
  })

  it('does not change when accounts change', async () => {
    const before = await listed('')
    const frozen = await freeze({ search: '' })
    const now = console_.services.now()
    await console_.services.db.insert(accounts).values({
      id: randomUUID(),
      organizationName: 'A newcomer',
      status: 'enabled',
      statusSource: 'sweep',
      statusObservedAt: now,
      firstSeenAt: now,
      observedAt: now,
    })
    expect(await readFrozen(manager, frozen.id, 0, 1_000)).toEqual(before)
    expect((await freeze({ search: '' })).count).toBe(before.length + 1)
  })

  it('ignores balance filters for a role that may not see balances', async () => {
    const support = await console_.as('support')
    const frozen = await freeze({ search: '?creditMin=99999999&sort=-credit' }, support)
    expect(await readFrozen(support, frozen.id, 0, 1_000)).toEqual(await listed('', support))
    expect((await frozenSelection(support, frozen.id)).search).toBe('')
  })

  it('is refused when nothing matches', async () => {
    const problem = await refusal(freeze({ search: '?q=nobody-is-called-so' }))
    expect(problem).toMatchObject({ code: 'conflict', message: 'No account matches now.' })
  })
})

describe('ticked accounts', () => {
  it('are stored once each, in the order of the list', async () => {
    const ids = await listed('?sort=-email')
    const ticked = [ids[7], ids[2], ids[2], ids[40]].map(String)
    const frozen = await freeze({ ids: ticked, search: '?status=blocked&sort=-email' })
    expect(await readFrozen(manager, frozen.id, 0, 10)).toEqual([ids[2], ids[7], ids[40]])
    expect(await frozenSelection(manager, frozen.id)).toMatchObject({ count: 3, search: null })
  })

  it('are refused when one is unknown, when there are none and when there are too many', async () => {
    const [known] = await listed('')
    expect(await refusal(freeze({ ids: [known, randomUUID()] }))).toMatchObject({ code: 'not_found' })
    expect(await refusal(freeze({ ids: [] }))).toMatchObject({ code: 'invalid' })
    const many = Array.from({ length: maxSelected + 1 }, () => randomUUID())
    expect(await refusal(freeze({ ids: many }))).toMatchObject({
      code: 'invalid',
      fields: { ids: 'Select 10,000 accounts or fewer, or all matching accounts.' },
    })
  })
})

describe('a stored selection', () => {
  it('can be used only by the operator who made it', async () => {
    const frozen = await freeze({ search: '' })
    const colleague = await console_.as('owner')
    expect(await refusal(frozenSelection(colleague, frozen.id))).toMatchObject({ code: 'not_found' })
    expect(await refusal(readFrozen(colleague, frozen.id, 0, 10))).toMatchObject({ code: 'not_found' })
    expect(await refusal(readFrozen(manager, randomUUID(), 0, 10))).toMatchObject({
      message: 'This selection no longer exists.',
    })
  })

  it('is one of at most twenty per operator; older ones are deleted', async () => {
    const owner = await console_.as('owner')
    const made: string[] = []
    for (let index = 0; index < 21; index += 1) {
      console_.clock.forward(1)
      made.push((await freeze({ search: '' }, owner)).id)
    }
    const [first = '', second = ''] = made
    expect(await refusal(frozenSelection(owner, first))).toMatchObject({ code: 'not_found' })
    expect(await frozenSelection(owner, second)).toMatchObject({ id: second })
  })

  it('expires after a day; the next freeze deletes expired ones of all operators', async () => {
    const frozen = await freeze({ search: '' })
    console_.clock.forward(24 * 3_600 + 1)
    expect(await refusal(frozenSelection(manager, frozen.id))).toMatchObject({ code: 'not_found' })
    await freeze({ search: '' }, await console_.as('finance'))
    const [left] = await console_.services.db.select({ count: count() }).from(frozenSelections)
    expect(left?.count).toBe(1)
  })
})
