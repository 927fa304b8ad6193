import 'server-only'
import { z } from 'zod'
import { approvalLimitInput } from '@/lib/approval-inputs'
import type { Db, Tx } from '../../platform/db/client'
import { readSetting } from '../../platform/read-setting'
import { changeSetting } from '../change-setting'
import { defineCommand } from '../define'

const key = 'approval.disable_over'
/** Until an owner sets another value. */
const usual = 50
const kept = z.object({ over: z.number().nullable() })

/** More accounts than this in 24 hours need a second person for a bulk change that may cost calls; null = never. */
export async function approvalLimit(db: Db | Tx): Promise<number | null> {
  const limit = await readSetting(db, key, kept)
  return limit ? limit.over : usual
}

export const setApprovalLimit = defineCommand({
  action: 'setting.change',
  permission: 'settings.write',
  fresh: true,
  input: approvalLimitInput,
  run: (ctx, { over }) =>
    changeSetting(ctx, {
      key,
      label: 'Approval limit',
      value: { over },
      changes: async tx => ({ disableOver: [await approvalLimit(tx), over] }),
    }),
})
