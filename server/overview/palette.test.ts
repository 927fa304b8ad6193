import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mostOfKind } from '@/lib/palette'
import { can, roles } from '@/lib/permissions'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, jobs } from '@/server/platform/db/schema'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { saveView } from '@/server/views/commands'
import { searchPalette } from './palette'

let console_: TestConsole
let as: Record<(typeof roles)[number], Ctx<OperatorActor>>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 40 } })
  const contexts = await Promise.all(roles.map(async role => [role, await console_.as(role)] as const))
  as = Object.fromEntries(contexts) as typeof as
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

function account(at: number) {
  const found = console_.sandbox.accounts()[at]
  if (!found) throw new Error('The sandbox has too few accounts.')
  return found
}

const idsFor = async (text: string) => (await searchPalette(as.support, text)).accounts.map(({ id }) => id)

describe('accounts', () => {
  it('are found by name, e-mail, id and note, the best match first', async () => {
    const { id, email, organization_name: name } = account(0)
    expect((await idsFor(name))[0]).toBe(id)
    expect((await idsFor(name.split(' ').reverse().join(' ')))[0]).toBe(id)
    expect(await idsFor(email)).toEqual([id])
    expect(await idsFor(id)).toEqual([id])
    await execute(addAccountNote, as.support, { accountId: account(1).id, text: 'Asks for zeppelin lines' })
    const [noted] = (await searchPalette(as.support, 'zeppelin')).accounts
    expect(noted).toMatchObject({ id: account(1).id, hit: { in: 'note', hit: 'zeppelin' } })
  })

  it('are limited to a few, and an empty text finds none', async () => {
    expect(await idsFor('e')).toHaveLength(mostOfKind.accounts)
    expect(await searchPalette(as.owner, '')).toEqual({ accounts: [], views: [], jobs: [], operators: [] })
  })

  it('come without their balances, for every role', async () => {
    await console_.services.db.update(accounts).set({ balance: '7654.32', availableCredit: '7654.32', currency: 'USD' })
    for (const role of roles) {
      const answer = await searchPalette(as[role], account(0).email)
      expect(answer.accounts, role).toHaveLength(1)
      expect(JSON.stringify(answer), role).not.toMatch(/7654|balance|credit|USD/i)
    }
  })
})

describe('what else is found', () => {
  it('operators are found only by those who manage them', async () => {
    for (const role of roles) {
      const found = (await searchPalette(as[role], as.finance.actor.email)).operators
      expect(
        found.map(({ id }) => id),
        role,
      ).toEqual(can(role, 'operators.manage') ? [as.finance.actor.id] : [])
    }
  })

  it('views are found if they are shared or the operator’s own', async () => {
    const saved = { search: '?status=blocked', look: {} }
    await execute(saveView, as.manager, { ...saved, name: 'Quarter end', shared: false })
    await execute(saveView, as.manager, { ...saved, name: 'Quarter start', shared: true })
    const names = async (ctx: Ctx<OperatorActor>) => (await searchPalette(ctx, 'quarter')).views.map(view => view.name)
    expect(await names(as.manager)).toEqual(['Quarter end', 'Quarter start'])
    expect(await names(as.support)).toEqual(['Quarter start'])
  })

  it('jobs are found, but not exports of balances by roles that may not see balances', async () => {
    const { id: createdById, name: createdByName } = as.manager.actor
    const who = { createdById, createdByName, runById: createdById, runByName: createdByName }
    const at = console_.clock.now
    const when = { createdAt: at, startsAt: at, intentAt: at, finishedAt: at }
    const job = { state: 'finished', parameters: {}, total: 3, ...who, ...when } as const
    for (const kind of ['accounts.disable', 'accounts.export'] as const) {
      await console_.services.db.insert(jobs).values({ ...job, id: randomUUID(), kind })
    }
    const kinds = async (ctx: Ctx<OperatorActor>) => (await searchPalette(ctx, 'job')).jobs.map(job => job.kind).sort()
    expect(await kinds(as.finance)).toEqual(['accounts.disable', 'accounts.export'])
    expect(await kinds(as.support)).toEqual(['accounts.disable'])
  })
})
