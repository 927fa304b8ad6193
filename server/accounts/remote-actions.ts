import 'server-only'
import { z } from 'zod'
import { type DisableReason, disableReasons } from '@/lib/account-words'
import { allowedSwitch } from '@/lib/accounts'
import { can } from '@/lib/permissions'
import type { RemoteAction, Scheduled } from '../commands/remote-actions'
import { readAccount } from '../mirror/account'
import { disableCall } from './calls'
import { settleCreate, settleEnable, settlePricing, settleStatus, writeFoundPricing, writeFoundStatus } from './settle'

const askedFor = z.object({
  reason: z.enum(Object.keys(disableReasons) as [DisableReason, ...DisableReason[]]),
  note: z.string(),
  ticket: z.string().nullable(),
  reviewOn: z.string().nullable(),
})

const scheduledDisable: Scheduled = {
  operation: 'accounts.disable',
  async prepare(ctx, db, command) {
    const account = await readAccount(db, command.targetId)
    if (!account || account.missingSince) return { refusal: 'Telnyx no longer has this account.' }
    const allowed = allowedSwitch(account.status)
    if (!allowed.disable) return { refusal: allowed.why ?? 'This account is already disabled.' }
    if (account.protectedReason !== null && !can(ctx.actor.role, 'accounts.protect')) {
      return { refusal: 'This account was protected while the change waited.' }
    }
    const { ticket, reviewOn, ...why } = askedFor.parse(command.input)
    const given = { ...why, ticket: ticket ?? '', reviewOn: reviewOn ?? '' }
    return { call: options => disableCall(ctx, account, given, options) }
  },
}

export const accountActions: readonly RemoteAction[] = [
  { action: 'account.create', permission: 'accounts.create', settle: settleCreate },
  {
    action: 'account.disable',
    permission: 'accounts.disable',
    settle: settleStatus,
    writeFoundDone: writeFoundStatus,
    scheduled: scheduledDisable,
  },
  { action: 'account.enable', permission: 'accounts.enable', settle: settleEnable, writeFoundDone: writeFoundStatus },
  {
    action: 'account.custom_pricing',
    permission: 'accounts.pricing',
    settle: settlePricing,
    writeFoundDone: writeFoundPricing,
  },
]
