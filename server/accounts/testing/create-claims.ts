import { expect } from 'vitest'
import type { CommandRow } from '@/server/commands/remote'
import { accounts } from '@/server/platform/db/schema'
import type { CreateWorld } from './create-world'

/** What no screen may ever claim wrongly, at any moment of a case. */
export async function expectTrueClaims(world: CreateWorld, forms: readonly string[]): Promise<CommandRow[]> {
  const truth = world.truth()
  expect(truth.length, 'accounts at Telnyx').toBeLessThanOrEqual(1)
  const rows = await world.rows(forms)
  const there = new Set(truth.map(account => account.id))
  for (const row of rows) {
    if (row.state !== 'succeeded') continue
    expect(there, 'the account that is said to be created').toContain(row.result?.accountId)
  }
  const stillOpen = rows.some(row => row.state !== 'failed')
  if (!stillOpen) expect(there.size, 'accounts where every form is said to have failed').toBe(0)
  expect(world.posts(), 'calls that create').toBeLessThanOrEqual(rows.length)
  return rows
}

/** What browsers were told is true: while nothing more is known, and when everything is. */
export function expectTrueAnswers(world: CreateWorld, rows: readonly CommandRow[]): void {
  for (const told of world.told) {
    const row = rows.find(one => one.id === told.form)
    if (told.kind === 'created') expect(row).toMatchObject({ state: 'succeeded', result: told.result })
    if (told.kind === 'pending') expect(row, 'the command that is said to be under way').toBeDefined()
    // Refused before anything was sent, or for certain by Telnyx: a form in flight or done is never refused.
    if (told.kind === 'refused' && row) expect(row).toMatchObject({ state: 'failed', problem: told.problem })
  }
}

/** Everything has ended: known, or left to a person because no reading can tell. */
export async function expectSettled(world: CreateWorld, rows: readonly CommandRow[]): Promise<void> {
  const truth = world.truth()
  for (const row of rows) {
    if (row.state === 'unknown') {
      expect(row.nextProbeAt).toBeNull()
      expect(row.problem?.message).toBeTruthy()
      expect(truth, 'what a person is asked to look for could have been found').toEqual([])
    } else expect(['succeeded', 'failed']).toContain(row.state)
  }
  const mirrored = await world.test.services.db.select({ id: accounts.id, email: accounts.email }).from(accounts)
  const own = mirrored.filter(row => row.email === world.email).map(row => row.id)
  expect(own, 'the mirror').toEqual(truth.map(account => account.id))
}
