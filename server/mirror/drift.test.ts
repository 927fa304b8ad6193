import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DriftField, DriftValue } from '@/lib/drift'
import { setCustomPricing } from '../accounts/commands/pricing'
import { execute } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { accounts, commands, drift } from '../platform/db/schema'
import type { AccountPatch, SandboxAccount } from '../sandbox/server'
import { refreshBalance } from './balances'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

const columns = {
  accountId: drift.accountId,
  field: drift.field,
  before: drift.before,
  after: drift.after,
  seenAt: drift.seenAt,
  confirmedAt: drift.confirmedAt,
}

const noted = ({ services }: Fixture) => services.db.select(columns).from(drift).orderBy(drift.seenAt)

/** A sweep an hour later: no list lag is left. Returns when it started. */
async function sweepLater(t: Fixture, seconds = 3_600): Promise<Date> {
  t.clock.forward(seconds)
  await sweep(t.services, 'interval', { everything: false })
  return t.clock.now
}

async function swept(options?: Parameters<typeof base.fresh>[0]): Promise<Fixture> {
  const t = await base.fresh({ accounts: 12, ...options })
  await sweep(t.services, 'start')
  return t
}

const enabled = (t: Fixture) => firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')

async function commandOn(t: Fixture, targetId: string, action: string, more: Partial<typeof commands.$inferInsert>) {
  await t.services.db.insert(commands).values({
    id: randomUUID(),
    action,
    targetKind: 'account',
    targetId,
    state: 'succeeded',
    input: {},
    actorId: 'system',
    actorName: 'test',
    sentAt: t.clock.now,
    ...more,
  })
}

function manager({ services }: Fixture): Ctx<OperatorActor> {
  const id = randomUUID()
  const actor = {
    kind: 'operator',
    id,
    name: 'Mia',
    email: 'm@example.test',
    role: 'manager',
    sessionId: id,
    provenAt: services.now(),
  } as const
  return { ...services, actor, requestId: id }
}

describe('a change that no command explains', () => {
  const changes: { field: DriftField; patch: (account: SandboxAccount) => AccountPatch; values: DriftValuesOf }[] = [
    { field: 'status', patch: () => ({ status: 'blocked' }), values: () => ['enabled', 'blocked'] },
    {
      field: 'rollupBilling',
      patch: row => ({ rollup_billing: !row.rollup_billing }),
      values: row => [row.rollup_billing, !row.rollup_billing],
    },
    {
      field: 'customPricing',
      patch: row => ({ managed_account_allow_custom_pricing: !row.managed_account_allow_custom_pricing }),
      values: row => [row.managed_account_allow_custom_pricing, !row.managed_account_allow_custom_pricing],
    },
    { field: 'email', patch: () => ({ email: 'new@example.test' }), values: row => [row.email, 'new@example.test'] },
    {
      field: 'name',
      patch: () => ({ organization_name: 'Łódź ☎ Telekom' }),
      values: row => [row.organization_name, 'Łódź ☎ Telekom'],
    },
  ]
  test.each(changes)('of $field is noted by the first sweep and confirmed by the second', async change => {
    const t = await swept()
    const account = enabled(t)
    t.sandbox.mutate(account.id, change.patch(account))
    const [before, after] = change.values(account)
    const row = { accountId: account.id, field: change.field, before, after }
    const seenAt = await sweepLater(t)
    expect(await noted(t)).toEqual([{ ...row, seenAt, confirmedAt: null }])
    const confirmedAt = await sweepLater(t)
    expect(await noted(t)).toEqual([{ ...row, seenAt, confirmedAt }])
    await sweepLater(t)
    expect(await noted(t)).toEqual([{ ...row, seenAt, confirmedAt }])
  })

  test('is noted of an account whose status changed during each list, and was set by a command since', async () => {
    const t = await swept()
    const account = enabled(t)
    await t.services.db
      .update(accounts)
      .set({ statusMatched: [], statusSource: 'command', statusSetAt: t.clock.now })
      .where(eq(accounts.id, account.id))
    const before = account.managed_account_allow_custom_pricing
    t.sandbox.mutate(account.id, { managed_account_allow_custom_pricing: !before })
    const seenAt = await sweepLater(t)
    expect(await noted(t)).toEqual([
      { accountId: account.id, field: 'customPricing', before, after: !before, seenAt, confirmedAt: null },
    ])
  })

  test('costs no request, and accounts without changes are not written to', async () => {
    const t = await swept()
    t.sandbox.mutate(enabled(t).id, { organization_name: 'Renamed' })
    await sweepLater(t)
    t.sandbox.clearCalls()
    await sweepLater(t)
    expect(t.sandbox.calls()).toHaveLength(4)
    const before = await t.versions()
    await sweepLater(t)
    expect(await t.versions()).toEqual(before)
  })

  test('that is reverted before the second sweep is forgotten', async () => {
    const t = await swept()
    const { id, organization_name } = enabled(t)
    t.sandbox.mutate(id, { organization_name: 'Renamed', status: 'disabled' })
    await sweepLater(t)
    expect(await noted(t)).toHaveLength(2)
    t.sandbox.mutate(id, { organization_name, status: 'enabled' })
    await sweepLater(t)
    expect(await noted(t)).toEqual([])
    await sweepLater(t)
    expect(await noted(t)).toEqual([])
  })

  test('that changes again before the second sweep keeps the first value and starts over', async () => {
    const t = await swept()
    const { id } = enabled(t)
    t.sandbox.mutate(id, { status: 'disabled' })
    await sweepLater(t)
    t.sandbox.mutate(id, { status: 'cancelled' })
    const seenAt = await sweepLater(t)
    const row = { field: 'status', before: 'enabled', after: 'cancelled', seenAt }
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt: null }])
    const confirmedAt = await sweepLater(t)
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt }])
  })

  test('that changes again while its status was lost keeps the first value and starts over', async () => {
    const t = await swept()
    const { id } = enabled(t)
    const loseStatus = () => t.services.db.update(accounts).set({ status: 'unknown' }).where(eq(accounts.id, id))
    t.sandbox.mutate(id, { status: 'cancelled' })
    await sweepLater(t)
    await loseStatus()
    t.sandbox.mutate(id, { status: 'disabled' })
    const seenAt = await sweepLater(t)
    const row = { field: 'status', before: 'enabled', after: 'disabled', seenAt }
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt: null }])
    await loseStatus()
    const confirmedAt = await sweepLater(t)
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt }])
  })

  test('that a command overruled is forgotten, even if the status was lost after the command', async () => {
    const t = await swept()
    const { id } = enabled(t)
    t.sandbox.mutate(id, { status: 'blocked' })
    await sweepLater(t)
    t.sandbox.mutate(id, { status: 'disabled' })
    t.clock.forward(1)
    const set = { status: 'unknown', statusSetAt: t.clock.now, statusObservedAt: t.clock.now } as const
    await t.services.db.update(accounts).set(set).where(eq(accounts.id, id))
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toEqual([])
  })

  test('that is reverted after its confirmation is a second change', async () => {
    const t = await swept()
    const { id } = enabled(t)
    t.sandbox.mutate(id, { status: 'disabled' })
    for (const _ of [1, 2]) await sweepLater(t)
    t.sandbox.mutate(id, { status: 'enabled' })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toMatchObject([
      { before: 'enabled', after: 'disabled', confirmedAt: expect.any(Date) },
      { before: 'disabled', after: 'enabled', confirmedAt: expect.any(Date) },
    ])
  })

  test('that a balance request wrote to the mirror still needs two sweeps', async () => {
    const t = await swept()
    const account = enabled(t)
    t.sandbox.mutate(account.id, { organization_name: 'Renamed' })
    t.clock.forward(60)
    await refreshBalance(t.services, account.id, 'click')
    expect(await t.row(account.id)).toMatchObject({ organizationName: 'Renamed' })
    const seenAt = await sweepLater(t)
    const row = { field: 'name', before: account.organization_name, after: 'Renamed', seenAt }
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt: null }])
    const confirmedAt = await sweepLater(t)
    expect(await noted(t)).toMatchObject([{ ...row, confirmedAt }])
  })

  test('that came with a command’s answer counts too, and the command’s own change does not', async () => {
    const t = await swept()
    const account = enabled(t)
    t.sandbox.mutate(account.id, { email: 'moved@example.test' })
    const allow = !account.managed_account_allow_custom_pricing
    await execute(setCustomPricing, manager(t), { accountId: account.id, allow, reason: '' })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toMatchObject([
      { field: 'email', before: account.email, after: 'moved@example.test', confirmedAt: expect.any(Date) },
    ])
  })
})

type DriftValuesOf = (account: SandboxAccount) => [DriftValue, DriftValue]

describe('no drift is', () => {
  test('the first observation of an account', async () => {
    const t = await swept()
    t.sandbox.addAccount({ organization_name: 'Brand New Ltd', status: 'disabled' })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toEqual([])
  })

  test('what a list first reports of an account created here', async () => {
    const t = await swept()
    const { id } = t.sandbox.addAccount({ organization_name: 'Brand New Ltd' })
    const created = { status: 'unknown', statusSource: 'command', organizationName: 'Brand New' } as const
    const at = { statusObservedAt: t.clock.now, firstSeenAt: t.clock.now, observedAt: t.clock.now }
    await t.services.db.insert(accounts).values({ id, ...created, ...at })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await t.row(id)).toMatchObject({ status: 'enabled', organizationName: 'Brand New Ltd' })
    expect(await noted(t)).toEqual([])
  })

  test('a value that Telnyx had left out, or an unknown status', async () => {
    const t = await swept()
    const { id } = enabled(t)
    await t.services.db
      .update(accounts)
      .set({ status: 'unknown', rollupBilling: null, customPricing: null, email: null, organizationName: null })
      .where(eq(accounts.id, id))
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await t.row(id)).toMatchObject({ status: 'enabled' })
    t.sandbox.setVariants({ statusFilterIgnored: true })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await t.row(id)).toMatchObject({ status: 'unknown' })
    t.sandbox.setVariants({ statusFilterIgnored: false })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toEqual([])
  })

  test('a status that a command set and that the lists do not show yet', async () => {
    const t = await swept()
    const { id } = enabled(t)
    t.clock.forward(100)
    await t.services.db
      .update(accounts)
      .set({ status: 'disabled', statusSource: 'command', statusSetAt: t.clock.now, statusObservedAt: t.clock.now })
      .where(eq(accounts.id, id))
    for (const _ of [1, 2]) await sweepLater(t, 10)
    expect(await t.row(id)).toMatchObject({ status: 'disabled' })
    expect(await noted(t)).toEqual([])
  })

  const explaining = [
    { name: 'is in flight', more: { state: 'in_flight' as const } },
    { name: 'waits for a person', more: { state: 'unknown' as const, nextProbeAt: null } },
    { name: 'was superseded and came about all the same', more: { state: 'superseded' as const } },
  ]
  test.each(explaining)('the change of a command that $name', async ({ more }) => {
    const t = await swept()
    const account = enabled(t)
    t.clock.forward(100)
    const allow = !account.managed_account_allow_custom_pricing
    await commandOn(t, account.id, 'account.disable', more)
    t.sandbox.mutate(account.id, { status: 'disabled' })
    for (const _ of [1, 2]) await sweepLater(t)
    await t.services.db.update(commands).set({ state: 'succeeded' })
    await commandOn(t, account.id, 'account.custom_pricing', { ...more, input: { allow } })
    t.sandbox.mutate(account.id, { managed_account_allow_custom_pricing: allow })
    for (const _ of [1, 2]) await sweepLater(t)
    expect(await noted(t)).toEqual([])
  })
})

const notExplaining = [
  { name: 'Telnyx refused', action: 'account.disable', more: { state: 'failed' as const } },
  { name: 'has the opposite effect', action: 'account.enable', more: { state: 'unknown' as const } },
  { name: 'is older than what was last seen', action: 'account.disable', more: { sentAt: new Date('2026-01-01') } },
]
test.each(notExplaining)('a command that $name explains no change', async ({ action, more }) => {
  const t = await swept()
  const { id } = enabled(t)
  await commandOn(t, id, action, { sentAt: t.clock.now, ...more })
  t.sandbox.mutate(id, { status: 'disabled' })
  for (const _ of [1, 2]) await sweepLater(t)
  expect(await noted(t)).toMatchObject([{ field: 'status', after: 'disabled', confirmedAt: expect.any(Date) }])
})

test('a command that sets the field ends the wait for a second sweep', async () => {
  const t = await swept()
  const account = enabled(t)
  const allow = !account.managed_account_allow_custom_pricing
  t.sandbox.mutate(account.id, { managed_account_allow_custom_pricing: allow })
  await sweepLater(t)
  expect(await noted(t)).toHaveLength(1)
  t.clock.forward(1)
  await execute(setCustomPricing, manager(t), { accountId: account.id, allow: !allow, reason: '' })
  await sweepLater(t)
  expect(await noted(t)).toEqual([])
})
