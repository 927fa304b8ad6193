import 'server-only'
import { randomUUID } from 'node:crypto'
import { disableAccountInput, enableAccountInput } from '@/lib/account-inputs'
import { accountName, allowedSwitch, isTypedName } from '@/lib/accounts'
import { conflict, invalid } from '@/lib/errors'
import { admitClick } from '../../commands/approvals/endangered'
import { authorize, defineCommand } from '../../commands/define'
import { runRemote, scheduleRemote } from '../../commands/remote'
import type { Ctx, OperatorActor } from '../../context'
import type { AccountRecord } from '../../mirror/account'
import type { Tx } from '../../platform/db/client'
import { disableCall, enableCall } from '../calls'
import { knownAccount } from '../target'

export const disableAccount = defineCommand({
  action: 'account.disable',
  permission: 'accounts.disable',
  input: disableAccountInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    const allowed = allowedSwitch(account.status)
    if (!allowed.disable) throw conflict(allowed.why ?? alreadyDisabled(account))
    await refuseUnlessMeant(ctx, account, input.typedName)
    const claim = (tx: Tx) => admitClick(tx, ctx, account.id)
    const call = { id: randomUUID(), ...disableCall(ctx, account, input, { lane: 'click' }), claim }
    const grace = input.now || input.reason === 'fraud' ? 0 : ctx.settings.disableGrace
    if (grace === 0) return runRemote(ctx, call)
    return scheduleRemote(ctx, { ...call, dueAt: new Date(ctx.now().getTime() + grace * 1_000) })
  },
})

/** By whom, because the operator's own reason is not the one that counts. */
function alreadyDisabled({ disabledBy }: AccountRecord): string {
  return disabledBy ? `${disabledBy} has already disabled this account.` : 'This account is already disabled.'
}

/** Disabling a protected account needs the right to protect it and its typed name. A refusal is recorded. */
async function refuseUnlessMeant(ctx: Ctx<OperatorActor>, account: AccountRecord, typed: string): Promise<void> {
  if (account.protectedReason === null) return
  await authorize(ctx, 'accounts.protect', 'account.disable')
  if (isTypedName(typed, accountName({ ...account, name: account.organizationName }))) return
  throw invalid('This account is protected.', { typedName: 'Type its name exactly as shown above.' })
}

export const enableAccount = defineCommand({
  action: 'account.enable',
  permission: 'accounts.enable',
  input: enableAccountInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    const allowed = allowedSwitch(account.status)
    if (!allowed.enable) throw conflict(allowed.why ?? 'This account is already enabled.')
    return runRemote(ctx, { id: randomUUID(), ...enableCall(ctx, account, input, { lane: 'click' }) })
  },
})
