import 'server-only'
import { timeZoneInput } from '@/lib/time-zone-inputs'
import { changeSetting } from '../commands/change-setting'
import { defineCommand } from '../commands/define'
import { timeZoneKey as key, readTimeZone } from '../platform/time-zone'

/** Sets the time zone of the organization's days. Days that history has already counted stay as they were counted. */
export const setTimeZone = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  input: timeZoneInput,
  run: (ctx, { zone }) =>
    changeSetting(ctx, {
      key,
      label: 'Time zone',
      value: { zone },
      changes: async tx => ({ timeZone: [await readTimeZone(tx), zone] }),
    }),
})
