import 'server-only'
import { sql } from 'drizzle-orm'
import type { Changes } from '@/lib/audit'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { settings } from '../platform/db/schema'

type Setting = {
  key: string
  /** What the audit calls it. */
  label: string
  value: object
  /** Before and after, for the audit. Called before the change. */
  changes: (tx: Tx) => Promise<Changes>
}

/** Changes a setting of the whole console, and records it. */
export function changeSetting(ctx: Ctx<OperatorActor>, setting: Setting): Promise<null> {
  return ctx.db.transaction(async tx => {
    await lockSettings(tx)
    return writeSetting(tx, ctx, setting)
  })
}

/** Until this transaction ends nobody else changes a setting: two people at once would both record the same "before". */
export async function lockSettings(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('settings', 0))`)
}

/** The same in a transaction that changes several, after `lockSettings`. */
export async function writeSetting(tx: Tx, ctx: Ctx<OperatorActor>, setting: Setting): Promise<null> {
  const { key, label, value, changes } = setting
  const recorded = await changes(tx)
  const row = { value, updatedAt: ctx.now(), updatedByName: ctx.actor.name }
  await tx
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row })
  await recordEvent(tx, ctx, {
    action: 'setting.change',
    target: { kind: 'setting', id: key, label },
    changes: recorded,
    outcome: 'succeeded',
  })
  return null
}
