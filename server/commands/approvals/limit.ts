import 'server-only'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { approvalLimitInput } from '@/lib/approval-inputs'
import { recordEvent } from '../../audit/record'
import type { Db, Tx } from '../../platform/db/client'
import { settings } from '../../platform/db/schema'
import { defineCommand } from '../define'

const key = 'approval.disable_over'
/** Until an owner sets another value. */
const usual = 50
const kept = z.object({ over: z.number().nullable() })

/** More accounts than this in 24 hours need a second person for a bulk change that may cost calls; null = never. */
export async function approvalLimit(db: Db | Tx): Promise<number | null> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return row ? kept.parse(row.value).over : usual
}

export const setApprovalLimit = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  fresh: true,
  input: approvalLimitInput,
  run: (ctx, { over }) =>
    ctx.db.transaction(async tx => {
      const before = await approvalLimit(tx)
      const row = { value: { over }, updatedAt: ctx.now(), updatedByName: ctx.actor.name }
      await tx
        .insert(settings)
        .values({ key, ...row })
        .onConflictDoUpdate({ target: settings.key, set: row })
      await recordEvent(tx, ctx, {
        action: 'setting.change',
        target: { kind: 'setting', id: key, label: 'Approval limit' },
        changes: { disableOver: [before, over] },
        outcome: 'succeeded',
      })
      return null
    }),
})
