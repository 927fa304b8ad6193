import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everyAccount } from '@/lib/account-filters'
import { execute } from '../commands/define'
import { allIds, readIds } from '../mirror/search/page'
import { drift } from '../platform/db/schema'
import type { SandboxAccount } from '../sandbox/server'
import { mirrorAccounts, mirrorOf, recordOf, refusal } from '../testing/accounts'
import { type TestConsole, testConsole } from '../testing/context'
import { acknowledgeDrift } from './commands/acknowledge-drift'
import { protectAccount } from './commands/protect'
import { disableAccount } from './commands/status'
import { viewAccount } from './view'

let test: TestConsole
/** Accounts that no test has used yet. */
let fresh: SandboxAccount[]
let id: string
let name: string

beforeAll(async () => {
  test = await testConsole()
  fresh = test.sandbox.accounts().filter(one => one.status === 'enabled' && one.organization_name.includes(' '))
  await mirrorAccounts(test, fresh)
})
afterAll(() => test.close())
beforeEach(() => {
  const account = fresh.shift()
  if (!account) throw new Error('the fleet is too small for these tests')
  id = account.id
  name = account.organization_name
  test.sandbox.clearCalls()
})

const disableInput = (typedName?: string) => ({
  accountId: id,
  reason: 'unpaid',
  note: '',
  ticket: '',
  reviewOn: '',
  emergencyConfirmed: true,
  ...(typedName !== undefined && { typedName }),
})

const protect = async (on = true) =>
  execute(protectAccount, await test.as('manager'), { accountId: id, protect: on, reason: 'A hospital' })

describe('a protected account', () => {
  it('is stored with reason, person and time, matches its facet, and is recorded', async () => {
    await protect()
    expect(await mirrorOf(test, id)).toMatchObject({ protectedReason: 'A hospital', protectedAt: test.clock.now })
    expect(await readIds(test.services.db, allIds({ ...everyAccount, protected: ['yes'] }, []))).toContain(id)
    const [event] = await recordOf(test, id, 'event')
    expect(event).toMatchObject({
      action: 'account.protect',
      reason: 'A hospital',
      changes: { protected: [false, true] },
    })
    await protect(false)
    expect(await mirrorOf(test, id)).toMatchObject({ protectedReason: null, protectedBy: null, protectedAt: null })
  })

  it('cannot be disabled by support, and the attempt is recorded', async () => {
    await protect()
    const problem = await refusal(execute(disableAccount, await test.as('support'), disableInput(name)))
    expect(problem.code).toBe('forbidden')
    expect(test.sandbox.calls()).toEqual([])
    expect(await recordOf(test, 'account.disable', 'event')).toMatchObject([{ outcome: 'denied' }])
  })

  it('can be disabled by a manager only by typing its name', async () => {
    await protect()
    const manager = await test.as('manager')
    for (const typed of [undefined, '', `${name}x`]) {
      const problem = await refusal(execute(disableAccount, manager, disableInput(typed)))
      expect(problem.fields).toHaveProperty('typedName')
    }
    expect(test.sandbox.calls()).toEqual([])
    await execute(disableAccount, manager, disableInput(` ${name.replace(' ', '\u00a0')} `))
    expect(test.sandbox.account(id)?.status).toBe('disabled')
  })

  it('can be set only by owners and managers', async () => {
    const input = { accountId: id, protect: true, reason: 'A hospital' }
    for (const role of ['support', 'finance'] as const) {
      expect((await refusal(execute(protectAccount, await test.as(role), input))).code).toBe('forbidden')
    }
  })
})

describe('a change made outside the console', () => {
  const change = async (
    confirmedAt: Date | null,
    field: 'rollupBilling' | 'customPricing' | 'name' = 'rollupBilling',
  ) => {
    const row = { id: randomUUID(), accountId: id, seenAt: test.clock.now, confirmedAt }
    await test.services.db.insert(drift).values({ ...row, field, before: false, after: true })
    return row.id
  }
  const drifted = () => readIds(test.services.db, allIds({ ...everyAccount, drifted: ['yes'] }, []))

  it('is shown from its second sweep until it is marked as seen', async () => {
    await change(null)
    expect(await drifted()).toEqual([])
    const confirmed = await change(test.clock.now)
    expect(await drifted()).toEqual([id])
    const support = await test.as('support')
    expect((await viewAccount(support, id)).drift).toMatchObject([
      { id: confirmed, field: 'rollupBilling', after: true },
    ])

    await execute(acknowledgeDrift, support, { accountId: id, ids: [confirmed], note: '' })
    expect(await drifted()).toEqual([])
    expect((await viewAccount(support, id)).drift).toMatchObject([{ acknowledged: { by: support.actor.name } }])
    const [event] = await recordOf(test, id, 'event')
    expect(event).toMatchObject({ action: 'drift.acknowledge', changes: { rollupBilling: [false, true] } })
    const again = execute(acknowledgeDrift, support, { accountId: id, ids: [confirmed], note: '' })
    expect((await refusal(again)).code).toBe('conflict')
  })

  it('can be marked as seen by finance if it is a flag that finance reviews', async () => {
    const finance = await test.as('finance')
    const [flag, name] = [await change(test.clock.now, 'customPricing'), await change(test.clock.now, 'name')]
    const both = execute(acknowledgeDrift, finance, { accountId: id, ids: [flag, name], note: '' })
    expect((await refusal(both)).code).toBe('forbidden')
    await execute(acknowledgeDrift, finance, { accountId: id, ids: [flag], note: '' })
    const open = (await viewAccount(finance, id)).drift.filter(one => one.acknowledged === null)
    expect(open.map(one => one.id)).toEqual([name])
    await execute(acknowledgeDrift, await test.as('support'), { accountId: id, ids: [name], note: '' })
  })

  it('that arrived after the screen was loaded stays open', async () => {
    const first = await change(test.clock.now)
    await change(test.clock.now)
    await execute(acknowledgeDrift, await test.as('support'), { accountId: id, ids: [first], note: '' })
    expect(await drifted()).toEqual([id])
  })
})
