import { asc, isNotNull } from 'drizzle-orm'
import { expect } from 'vitest'
import { type DriftField, type DriftValue, driftFields } from '@/lib/drift'
import type { Db } from '@/server/platform/db/client'
import { commands, drift, syncRuns } from '@/server/platform/db/schema'
import type { SandboxAccount } from '@/server/sandbox/server'
import type { SweepResult } from '../record'
import type { Row, World } from './model-world'

const ofRow: Record<DriftField, (row: Row) => DriftValue> = {
  status: row => row.status,
  rollupBilling: row => row.rollupBilling,
  customPricing: row => row.customPricing,
  email: row => row.email,
  name: row => row.organizationName,
}

const ofTruth: Record<DriftField, (account: SandboxAccount) => DriftValue> = {
  status: account => account.status,
  rollupBilling: account => account.rollup_billing,
  customPricing: account => account.managed_account_allow_custom_pricing,
  email: account => account.email,
  name: account => account.organization_name,
}

/** Follows one history: what the mirror first said about each account, and what must hold after every step. */
export class Watcher {
  private readonly first = new Map<string, Partial<Record<DriftField, DriftValue>>>()
  /** While its status was unknown, changes of it are no drift. */
  private readonly lostStatus = new Set<string>()
  private missing: string[] = []

  constructor(
    private readonly world: World,
    private readonly db: Db,
  ) {}

  /** After each step: nothing that Telnyx has counts as missing, and a failed sweep marks nothing as missing. */
  async look(result: SweepResult | null): Promise<void> {
    const rows = await this.world.rows()
    const missing = rows.filter(row => row.missingSince).map(row => row.id)
    expect(missing.filter(id => !this.world.removed.has(id))).toEqual([])
    if (result?.state === 'failed') expect(missing).toEqual(this.missing)
    this.missing = missing
    await this.commandsStand(rows)
    for (const row of rows) {
      const known = this.first.get(row.id)
      if (!known) this.first.set(row.id, this.valuesOf(row))
      else if (row.status === 'unknown') this.lostStatus.add(row.id)
    }
  }

  /** No sweep has contradicted a value that a command set within LIST_LAG. */
  private async commandsStand(rows: readonly Row[]): Promise<void> {
    const sent = await this.db.select().from(commands).orderBy(asc(commands.sentAt))
    const latest = new Map(sent.map(row => [`${row.targetId} ${fieldOf(row.action)}`, row]))
    for (const command of latest.values()) {
      const young = command.finishedAt && command.finishedAt.getTime() > this.world.now().getTime() - 30_000
      const row = rows.find(({ id }) => id === command.targetId)
      if (!young || command.state !== 'succeeded' || !row) continue
      if (command.action === 'account.disable') expect(row.status).toBe('disabled')
      if (command.action === 'account.enable') expect(row.status).toBe('enabled')
      if (command.action === 'account.custom_pricing') expect(row.customPricing).toBe(command.input.allow)
    }
  }

  private valuesOf(row: Row) {
    if (row.status === 'unknown') this.lostStatus.add(row.id)
    return Object.fromEntries(driftFields.map(field => [field, ofRow[field](row)]))
  }

  /** At rest the mirror equals Telnyx. */
  async agree(): Promise<void> {
    const rows = new Map((await this.world.rows()).map(row => [row.id, row]))
    for (const account of this.world.sandbox.accounts()) {
      const row = rows.get(account.id)
      expect(row && { ...mirrored(row), missing: row.missingSince !== null }).toEqual({
        ...truth(account),
        missing: false,
      })
    }
    const gone = [...rows.values()].filter(row => !this.world.sandbox.account(row.id))
    expect(gone.filter(row => row.missingSince === null)).toEqual([])
  }

  /** No call is in flight, and only a person can tell what is still unknown. */
  async nothingIsStuck(): Promise<Record<string, number>> {
    const rows = await this.db.select().from(commands)
    const open = rows.filter(row => row.state === 'in_flight' || (row.state === 'unknown' && row.nextProbeAt !== null))
    expect(open.map(({ action, state }) => ({ action, state }))).toEqual([])
    const states: Record<string, number> = {}
    for (const { state } of rows) states[state] = (states[state] ?? 0) + 1
    return states
  }

  /**
   * Drift, at rest. Without a command here, the changes of a field lead without a gap from its first value to the
   * current one; with only commands here, there is none. Both times of each change are those of two sweeps.
   */
  async driftIsRight(): Promise<number> {
    const rows = await this.db.select().from(drift).orderBy(asc(drift.seenAt), asc(drift.confirmedAt))
    // A change of an account that left Telnyx before a second sweep saw it stays unconfirmed.
    const waiting = rows.filter(row => row.confirmedAt === null)
    expect(waiting.filter(row => !this.world.removed.has(row.accountId))).toEqual([])
    const sweeps = await this.db.select({ at: syncRuns.startedAt }).from(syncRuns).where(isNotNull(syncRuns.startedAt))
    const began = new Set(sweeps.map(({ at }) => at.getTime()))
    for (const row of rows) {
      if (row.confirmedAt === null) continue
      expect(began.has(row.seenAt.getTime()) && began.has(row.confirmedAt.getTime())).toBe(true)
      expect(row.seenAt.getTime()).toBeLessThan(row.confirmedAt.getTime())
      expect(this.world.touchedOutside, JSON.stringify(row)).toContain(`${row.accountId} ${row.field}`)
    }
    for (const account of this.world.sandbox.accounts()) {
      for (const field of driftFields) {
        if (this.world.ordered.has(`${account.id} ${field}`)) continue
        if (field === 'status' && this.lostStatus.has(account.id)) continue
        const own = rows.filter(row => row.accountId === account.id && row.field === field)
        let value = this.first.get(account.id)?.[field]
        for (const { before, after } of own) {
          expect({ field, before }).toEqual({ field, before: value })
          value = after ?? null
        }
        expect({ field, value }).toEqual({ field, value: ofTruth[field](account) })
      }
    }
    return rows.length
  }
}

const fieldOf = (action: string) => (action === 'account.disable' || action === 'account.enable' ? 'status' : action)

function mirrored(row: Row) {
  return {
    ...Object.fromEntries(driftFields.map(field => [field, ofRow[field](row)])),
    created: row.createdAt?.toISOString(),
    updated: row.updatedAt?.toISOString(),
  }
}

function truth(account: SandboxAccount) {
  return {
    ...Object.fromEntries(driftFields.map(field => [field, ofTruth[field](account)])),
    created: account.created_at,
    updated: account.updated_at,
  }
}
