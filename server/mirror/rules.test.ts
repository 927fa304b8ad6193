import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accounts, commands } from '../platform/db/schema'
import { refreshBalance } from './balances'
import { sweep } from './sweep'
import { type Fixture, firstOf, syncFixture } from './testing/fixture'

let base: Awaited<ReturnType<typeof syncFixture>>
beforeAll(async () => {
  base = await syncFixture()
})
afterEach(() => base.closeSandboxes())
afterAll(() => base.close())

const hour = 3_600_000

/** A disable that Telnyx carried out and its lists do not show yet, written to the mirror as the command does. */
async function disabledHere(t: Fixture) {
  t.sandbox.setVariants({ listLagMs: hour })
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  t.sandbox.mutate(account.id, { status: 'disabled' })
  await t.services.db
    .update(accounts)
    .set({
      status: 'disabled',
      statusSource: 'command',
      statusSetAt: t.clock.now,
      statusObservedAt: t.clock.now,
      disabledReason: 'unpaid',
      disabledNote: 'two invoices',
      disabledBy: 'Ana',
      disabledAt: t.clock.now,
      reviewOn: '2026-12-01',
    })
    .where(eq(accounts.id, account.id))
  return account
}

async function openCommand(t: Fixture, targetId: string, action: string, more: Partial<typeof commands.$inferInsert>) {
  await t.services.db.insert(commands).values({
    id: randomUUID(),
    action,
    targetKind: 'account',
    targetId,
    state: 'in_flight',
    input: {},
    actorId: 'system',
    actorName: 'test',
    sentAt: t.clock.now,
    ...more,
  })
}

describe('a status set by a command', () => {
  test('is kept by a sweep within the list lag, and can change after it', async () => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const { id } = await disabledHere(t)
    const kept = { status: 'disabled', statusSource: 'command', disabledReason: 'unpaid', reviewOn: '2026-12-01' }
    t.clock.forward(29)
    await sweep(t.services, 'interval')
    expect(await t.row(id)).toMatchObject(kept)

    t.clock.forward(1)
    await sweep(t.services, 'interval')
    expect(await t.row(id)).toMatchObject({
      status: 'enabled',
      statusSource: 'sweep',
      statusObservedAt: t.clock.now,
      disabledReason: null,
      disabledNote: null,
      disabledBy: null,
      disabledAt: null,
      reviewOn: null,
    })
  })

  test('keeps its reason when the lists confirm it', async () => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const { id } = await disabledHere(t)
    t.sandbox.setVariants({ listLagMs: 0 })
    t.clock.forward(60)
    await sweep(t.services, 'interval')
    expect(await t.row(id)).toMatchObject({
      status: 'disabled',
      statusMatched: ['disabled'],
      disabledReason: 'unpaid',
      disabledBy: 'Ana',
      reviewOn: '2026-12-01',
    })
  })

  test('does not keep other facts from arriving within the lag', async () => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const { id } = await disabledHere(t)
    t.sandbox.setVariants({ listLagMs: 0 })
    const updatedAt = new Date('2099-01-01T00:00:00Z')
    await t.services.db.update(accounts).set({ updatedAt }).where(eq(accounts.id, id))
    t.sandbox.mutate(id, { organization_name: 'Renamed by Telnyx', status: 'enabled' })
    await sweep(t.services, 'interval')
    // `updated_at` only grows: an older list does not undo the command's answer.
    expect(await t.row(id)).toMatchObject({ status: 'disabled', organizationName: 'Renamed by Telnyx', updatedAt })
  })
})

describe('an open command', () => {
  const open = [
    { name: 'in flight', more: { state: 'in_flight' } },
    { name: 'unknown and being looked up', more: { state: 'unknown', nextProbeAt: new Date('2026-11-21T10:00:02Z') } },
  ] as const
  test.each(open)('$name: only the status is kept', async ({ more }) => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
    await openCommand(t, account.id, 'account.disable', more)
    t.sandbox.mutate(account.id, { status: 'disabled', managed_account_allow_custom_pricing: true })
    t.clock.forward(600)
    await sweep(t.services, 'interval')
    expect(await t.row(account.id)).toMatchObject({
      status: 'enabled',
      statusMatched: ['enabled'],
      customPricing: true,
    })

    await t.services.db.update(commands).set({ state: 'failed' })
    await sweep(t.services, 'interval')
    expect(await t.row(account.id)).toMatchObject({ status: 'disabled' })
  })

  const others = [
    { name: 'that waits for a person', action: 'account.disable', more: { state: 'unknown', nextProbeAt: null } },
    { name: 'that is over', action: 'account.disable', more: { state: 'succeeded' } },
    { name: 'for another field', action: 'account.channel_limit', more: { state: 'in_flight' } },
  ] as const
  test.each(others)('$name: nothing is kept', async ({ action, more }) => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
    await openCommand(t, account.id, action, more)
    t.sandbox.mutate(account.id, { status: 'disabled' })
    await sweep(t.services, 'interval')
    expect(await t.row(account.id)).toMatchObject({ status: 'disabled' })
  })
})

describe('custom pricing set by a command', () => {
  test('can be changed by lists and single answers only after the lag', async () => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const account = firstOf(t.sandbox.accounts(), row => !row.managed_account_allow_custom_pricing)
    await t.services.db
      .update(accounts)
      .set({ customPricing: true, customPricingSetAt: t.clock.now })
      .where(eq(accounts.id, account.id))
    t.clock.forward(20)
    await sweep(t.services, 'interval')
    await refreshBalance(t.services, account.id, 'click')
    expect(await t.row(account.id)).toMatchObject({ customPricing: true })
    expect((await t.row(account.id)).balance).not.toBeNull()

    t.clock.forward(20)
    await refreshBalance(t.services, account.id, 'click')
    expect(await t.row(account.id)).toMatchObject({ customPricing: false })
  })

  test('is kept while its command is open', async () => {
    const t = await base.fresh()
    await sweep(t.services, 'start')
    const account = firstOf(t.sandbox.accounts(), row => row.status === 'enabled')
    await openCommand(t, account.id, 'account.custom_pricing', { state: 'in_flight' })
    t.sandbox.mutate(account.id, {
      managed_account_allow_custom_pricing: !account.managed_account_allow_custom_pricing,
      status: 'disabled',
    })
    t.clock.forward(600)
    await sweep(t.services, 'interval')
    await refreshBalance(t.services, account.id, 'click')
    expect(await t.row(account.id)).toMatchObject({
      customPricing: account.managed_account_allow_custom_pricing,
      status: 'disabled',
    })
  })
})

test('a value observed after the sweep began is not overwritten by the sweep', async () => {
  const t = await base.fresh()
  await sweep(t.services, 'start')
  const account = firstOf(t.sandbox.accounts(), ({ status }) => status === 'enabled')
  const later = new Date(t.clock.now.getTime() + 5_000)
  await t.services.db
    .update(accounts)
    .set({
      status: 'blocked',
      statusSource: 'probe',
      statusObservedAt: later,
      organizationName: 'Newer name',
      observedAt: later,
      updatedAt: new Date('2027-01-01T00:00:00Z'),
    })
    .where(eq(accounts.id, account.id))
  const kept = await t.row(account.id)
  await sweep(t.services, 'interval')
  expect(await t.row(account.id)).toEqual(kept)
})
