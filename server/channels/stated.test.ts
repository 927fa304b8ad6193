import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LimitCheck, LimitLine, LimitsStated } from '@/lib/channel-import'
import { loadChannelSearch } from '@/lib/channels'
import { verifyRecord } from '@/server/audit/verify'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { accounts, commands } from '@/server/platform/db/schema'
import type { SandboxAccount } from '@/server/sandbox/server'
import { mirrorAccounts, mirrorOf, recordOf, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { listChannels } from './queries'
import { checkLimits, stateLimits } from './stated'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let one: SandboxAccount
let two: SandboxAccount

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 10 } })
  manager = await console_.as('manager')
  const [first, second] = console_.sandbox.accounts()
  if (!first || !second) throw new Error('the fleet is too small')
  one = first
  two = second
})
afterAll(() => console_.close())
beforeEach(async () => {
  await console_.services.db.delete(commands)
  await console_.services.db.delete(accounts)
  await mirrorAccounts(console_, console_.sandbox.accounts())
  await console_.services.db.update(accounts).set({ status: 'enabled' })
  console_.sandbox.clearCalls()
})

const lines = (...stated: [account: string, limit: string][]): LimitLine[] =>
  stated.map(([account, limit], at) => ({ line: at + 2, account, limit }))
const check = async (of: LimitLine[], replaceSet = false) =>
  (await execute(checkLimits, manager, { lines: of, replaceSet })) as LimitCheck
const state = async (of: LimitLine[], more: Record<string, unknown> = {}, ctx = manager) => {
  const { digest } = await check(of, more.replaceSet === true)
  const input = { lines: of, replaceSet: false, digest, file: 'limits.csv', reason: 'From the contracts' }
  return (await execute(stateLimits, ctx, { ...input, ...more })) as LimitsStated
}
const set = (id: string, to: Partial<typeof accounts.$inferInsert>) =>
  console_.services.db.update(accounts).set(to).where(eq(accounts.id, id))

describe('limits stated by a file', () => {
  it('are stored and marked as imported, recorded for each account, and not sent to Telnyx', async () => {
    const answer = await state(lines([one.id.toUpperCase(), '20'], [` ${two.email.toUpperCase()} `, '0']))
    expect(answer).toEqual({ kind: 'stated', changed: 2 })
    expect(await mirrorOf(console_, one.id)).toMatchObject({
      channelLimit: 20,
      channelLimitSource: 'stated',
      channelLimitObservedAt: console_.clock.now,
    })
    expect(await recordOf(console_, two.id, 'event')).toMatchObject([
      {
        action: 'account.limit_stated',
        actorName: manager.actor.name,
        reason: 'From the contracts',
        detail: { file: 'limits.csv', line: 3 },
        changes: { channelLimit: [null, 0] },
        outcome: 'succeeded',
      },
    ])
    const { rows } = await listChannels(manager, loadChannelSearch({ limit: 'known' }))
    expect(rows.map(row => [row.id, row.channelLimitSource]).sort()).toEqual(
      [
        [one.id, 'stated'],
        [two.id, 'stated'],
      ].sort(),
    )
    expect(console_.sandbox.calls()).toEqual([])
  })

  it('have all problems named in one check, and the other limits are imported', async () => {
    const [, , gone, cancelled, twin] = console_.sandbox.accounts()
    await set(gone?.id ?? '', { missingSince: console_.clock.now })
    await set(cancelled?.id ?? '', { status: 'cancelled' })
    await set(twin?.id ?? '', { email: one.email })
    const file = lines(
      ['', '1'],
      [randomUUID(), 'x'],
      [one.email, '1'],
      [two.id, '1.000'],
      [two.email, '7'],
      [gone?.id ?? '', '1'],
      [cancelled?.id ?? '', '1'],
      [one.id, '3'],
    )
    const { findings, changed } = await check(file)
    expect(findings.map(({ line, column, code, about }) => [line, column, code, about])).toEqual([
      [2, 'account', 'no_account', undefined],
      [3, 'limit', 'no_limit', undefined],
      [3, 'account', 'unknown_account', undefined],
      [4, 'account', 'several', '2'],
      [5, 'limit', 'no_limit', undefined],
      [6, 'account', 'twice', '5'],
      [7, 'account', 'gone', 'It is gone from Telnyx.'],
      [8, 'account', 'gone', 'It is cancelled.'],
    ])
    expect(changed).toBe(1)
    expect(await state(file)).toEqual({ kind: 'stated', changed: 1 })
    expect((await mirrorOf(console_, two.id)).channelLimit).toBeNull()
  })

  it('do not replace a limit that was set here, except on request', async () => {
    await set(one.id, { channelLimit: 5, channelLimitSource: 'command', channelLimitObservedAt: console_.clock.now })
    const file = lines([one.id, '9'], [two.id, '4'])
    expect((await check(file)).findings).toEqual([{ line: 2, column: 'limit', code: 'set_here', about: '5' }])
    await state(file)
    expect(await mirrorOf(console_, one.id)).toMatchObject({ channelLimit: 5, channelLimitSource: 'command' })
    await state(file, { replaceSet: true })
    expect(await mirrorOf(console_, one.id)).toMatchObject({ channelLimit: 9, channelLimitSource: 'stated' })
  })

  it('do not replace a limit whose change has an unknown outcome', async () => {
    await console_.services.db.insert(commands).values({
      id: randomUUID(),
      action: 'account.channel_limit',
      targetKind: 'account',
      targetId: one.id,
      state: 'unknown',
      input: { limit: 8 },
      actorId: manager.actor.id,
      actorName: manager.actor.name,
      sentAt: console_.clock.now,
    })
    expect(await check(lines([one.id, '9']), true)).toMatchObject({ changed: 0, findings: [{ code: 'open' }] })
  })

  it('that are the same already are no change', async () => {
    await set(one.id, { channelLimit: 5, channelLimitSource: 'command', channelLimitObservedAt: console_.clock.now })
    expect(await check(lines([one.id, '5']))).toMatchObject({ changed: 0, same: 1, findings: [] })
    expect((await refusal(state(lines([one.id, '5'])))).code).toBe('conflict')
  })

  it('are shown again instead of imported when something has changed since the check', async () => {
    const file = lines([one.id, '9'])
    const { digest } = await check(file)
    await set(one.id, { channelLimit: 5, channelLimitSource: 'command', channelLimitObservedAt: console_.clock.now })
    expect(await state(file, { digest })).toMatchObject({ kind: 'changed', check: { changed: 0 } })
    expect(await mirrorOf(console_, one.id)).toMatchObject({ channelLimit: 5, channelLimitSource: 'command' })
  })

  it.each(['support', 'finance'] as const)('are refused to %s', async role => {
    expect((await refusal(state(lines([one.id, '9']), {}, await console_.as(role)))).code).toBe('forbidden')
  })

  it('of more lines than fit into one statement are all written, and the audit stays intact', async () => {
    const model = await mirrorOf(console_, one.id)
    const ids = Array.from({ length: 1_050 }, () => randomUUID())
    for (let from = 0; from < ids.length; from += 350) {
      const rows = ids.slice(from, from + 350).map(id => ({ ...model, id, email: null }))
      await console_.services.db.insert(accounts).values(rows)
    }
    expect(await state(lines(...ids.map((id, at): [string, string] => [id, String(at)])))).toMatchObject({
      changed: 1_050,
    })
    const written = await console_.services.db.select().from(accounts).where(eq(accounts.channelLimitSource, 'stated'))
    expect(new Map(written.map(row => [row.id, row.channelLimit]))).toEqual(new Map(ids.map((id, at) => [id, at])))
    expect(await recordOf(console_, ids[1_049] ?? '', 'event')).toHaveLength(1)
    expect((await verifyRecord(console_.services)).ok).toBe(true)
  })
})
