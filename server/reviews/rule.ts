import 'server-only'
import { z } from 'zod'
import { secondPersonInput } from '@/lib/review-inputs'
import { changeSetting } from '../commands/change-setting'
import { defineCommand } from '../commands/define'
import type { Db, Tx } from '../platform/db/client'
import { readSetting } from '../platform/read-setting'

const key = 'reviews.second_person'
const kept = z.object({ required: z.boolean() })

/** Whether a person who decided more than half of a round may not sign it off. Off until an owner sets it. */
export async function needsSecondPerson(db: Db | Tx): Promise<boolean> {
  return (await readSetting(db, key, kept))?.required ?? false
}

export const setSecondPerson = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  fresh: true,
  input: secondPersonInput,
  run: (ctx, { required }) =>
    changeSetting(ctx, {
      key,
      label: 'Sign-off of review rounds',
      value: { required },
      changes: async tx => ({ secondPerson: [await needsSecondPerson(tx), required] }),
    }),
})
