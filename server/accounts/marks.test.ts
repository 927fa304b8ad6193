import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { loadBillingSearch } from '@/lib/billing'
import { loadChannelSearch } from '@/lib/channels'
import type { PendingCommand } from '@/lib/command'
import { listBilling } from '@/server/billing/queries'
import { listChannels } from '@/server/channels/queries'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, commands, drift } from '@/server/platform/db/schema'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readMarks } from './marks'
import { getAccount, listAccounts } from './queries'

let console_: TestConsole
let manager: Ctx<OperatorActor>
/** An account with two open commands, one changed outside, and one whose marks are all over. */
let busy: string
let changed: string
let plain: string
let pending: PendingCommand

async function send(targetId: string, state: 'in_flight' | 'unknown' | 'succeeded'): Promise<string> {
  const id = randomUUID()
  await manager.db.insert(commands).values({
    id,
    action: 'account.disable',
    targetKind: 'account',
    targetId,
    state,
    input: {},
    actorId: manager.actor.id,
    actorName: manager.actor.name,
    sentAt: manager.now(),
  })
  return id
}

async function change(accountId: string, { confirmed, acknowledged }: { confirmed: boolean; acknowledged: boolean }) {
  const at = manager.now()
  await manager.db.insert(drift).values({
    id: randomUUID(),
    accountId,
    field: 'status',
    before: 'enabled',
    after: 'disabled',
    seenAt: at,
    confirmedAt: confirmed ? at : null,
    acknowledgedAt: acknowledged ? at : null,
  })
}

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 3 } })
  manager = await console_.as('manager')
  const fleet = console_.sandbox.accounts()
  await mirrorAccounts(console_, fleet)
  await manager.db.update(accounts).set({ rollupBilling: true })
  ;[busy = '', changed = '', plain = ''] = fleet.map(account => account.id)
  await send(busy, 'unknown')
  console_.clock.forward(1)
  const id = await send(busy, 'in_flight')
  pending = { id, action: 'account.disable', state: 'in_flight', sentAt: manager.now().toISOString(), dueAt: null }
  await change(changed, { confirmed: true, acknowledged: false })
  await send(plain, 'succeeded')
  await change(plain, { confirmed: false, acknowledged: false })
  await change(plain, { confirmed: true, acknowledged: true })
})
afterAll(() => console_.close())

describe('the marks of accounts', () => {
  it('are the newest open command, and an external change that nobody marked as seen', async () => {
    const marksOf = await readMarks(manager.db, [busy, changed, plain])
    expect(marksOf(busy)).toEqual({ pending })
    expect(marksOf(changed)).toEqual({ pending: null })
    expect(marksOf(plain)).toEqual({ pending: null })
  })

  it('are read only for the requested accounts', async () => {
    expect((await readMarks(manager.db, [plain, changed]))(busy).pending).toBeNull()
    expect((await readMarks(manager.db, []))(changed).pending).toBeNull()
  })

  it('are on every screen that shows the account', async () => {
    const pages = [
      await listAccounts(manager, loadAccountSearch({})),
      await listChannels(manager, loadChannelSearch({})),
      await listBilling(manager, { ...loadBillingSearch({}), view: 'rollup' }),
      { rows: await Promise.all([busy, changed, plain].map(id => getAccount(manager, id))) },
    ]
    for (const { rows } of pages) {
      expect(rows).toHaveLength(3)
      const marks = Object.fromEntries(rows.map(row => [row.id, [row.pending, row.drifted]]))
      expect(marks).toEqual({ [busy]: [pending, false], [changed]: [null, true], [plain]: [null, false] })
    }
  })
})
