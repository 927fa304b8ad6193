import 'server-only'
import { timeZoneInput } from '@/lib/time-zone-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import { settings } from '../platform/db/schema'
import { timeZoneKey as key, readTimeZone } from '../platform/time-zone'

/** Sets the time zone of the organization's days. Days that history has already counted stay as they were counted. */
export const setTimeZone = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  input: timeZoneInput,
  run: (ctx, { zone }) =>
    ctx.db.transaction(async tx => {
      const before = await readTimeZone(tx)
      const row = { value: { zone }, updatedAt: ctx.now(), updatedByName: ctx.actor.name }
      await tx
        .insert(settings)
        .values({ key, ...row })
        .onConflictDoUpdate({ target: settings.key, set: row })
      await recordEvent(tx, ctx, {
        action: 'setting.change',
        target: { kind: 'setting', id: key, label: 'Time zone' },
        changes: { timeZone: [before, zone] },
        outcome: 'succeeded',
      })
      return null
    }),
})
