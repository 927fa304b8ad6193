import 'server-only'
import { and, eq } from 'drizzle-orm'
import { type Preference, type PreferenceKey, preferenceSchemas, setPreferenceInput } from '@/lib/preferences'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { operatorPreferences } from '../platform/db/schema'

/** The operator's own setting; null when there is none or it no longer fits. */
export async function readPreference<K extends PreferenceKey>(
  ctx: Ctx<OperatorActor>,
  key: K,
): Promise<Preference<K> | null> {
  const [row] = await ctx.db
    .select({ value: operatorPreferences.value })
    .from(operatorPreferences)
    .where(and(eq(operatorPreferences.operatorId, ctx.actor.id), eq(operatorPreferences.key, key)))
  const parsed = preferenceSchemas[key].safeParse(row?.value)
  return parsed.success ? (parsed.data as Preference<K>) : null
}

export const setPreference = defineCommand({
  action: 'preference.set',
  permission: 'preferences.write',
  input: setPreferenceInput,
  // Not recorded, because an operator's own table look affects no one else.
  run: async (ctx, input) => {
    await ctx.db
      .insert(operatorPreferences)
      .values({ operatorId: ctx.actor.id, key: input.key, value: input.value, updatedAt: ctx.now() })
      .onConflictDoUpdate({
        target: [operatorPreferences.operatorId, operatorPreferences.key],
        set: { value: input.value, updatedAt: ctx.now() },
      })
    return null
  },
})
