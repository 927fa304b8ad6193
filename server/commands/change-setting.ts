import 'server-only'
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
  return ctx.db.transaction(tx => writeSetting(tx, ctx, setting))
}

/** The same in a transaction that changes several. */
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
