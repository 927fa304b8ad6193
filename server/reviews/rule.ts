import 'server-only'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { secondPersonInput } from '@/lib/review-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Db, Tx } from '../platform/db/client'
import { settings } from '../platform/db/schema'

const key = 'reviews.second_person'
const kept = z.object({ required: z.boolean() })

/** Whether a round is signed off by another person than the one who decided more than half of it. Off until an owner sets it. */
export async function needsSecondPerson(db: Db | Tx): Promise<boolean> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return row ? kept.parse(row.value).required : false
}

export const setSecondPerson = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  fresh: true,
  input: secondPersonInput,
  run: (ctx, { required }) =>
    ctx.db.transaction(async tx => {
      const before = await needsSecondPerson(tx)
      const row = { value: { required }, updatedAt: ctx.now(), updatedByName: ctx.actor.name }
      await tx
        .insert(settings)
        .values({ key, ...row })
        .onConflictDoUpdate({ target: settings.key, set: row })
      await recordEvent(tx, ctx, {
        action: 'setting.change',
        target: { kind: 'setting', id: key, label: 'Sign-off of review rounds' },
        changes: { secondPerson: [before, required] },
        outcome: 'succeeded',
      })
      return null
    }),
})
