import 'server-only'
import { randomUUID } from 'node:crypto'
import { channelLimitInput } from '@/lib/account-inputs'
import { overAllocation, whatIf } from '@/lib/channels'
import { conflict, invalid } from '@/lib/errors'
import { knownAccount } from '../accounts/target'
import { admitClick } from '../commands/approvals/endangered'
import { defineCommand } from '../commands/define'
import { runRemote } from '../commands/remote'
import type { Ctx } from '../context'
import type { AccountRecord } from '../mirror/account'
import { observePool } from '../mirror/channel-pool'
import { limitIsUndecided } from '../mirror/undecided-limit'
import { askTelnyx } from '../telnyx/ask'
import { channelLimitCall } from './call'

export const setChannelLimit = defineCommand({
  action: 'account.channel_limit',
  permission: 'channels.limit',
  input: channelLimitInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    if (account.status === 'cancelled') throw conflict('This account is cancelled. It can no longer be changed.')
    await guardPool(ctx, account, input.limit)
    const call = { id: randomUUID(), ...channelLimitCall(ctx, account, input, { lane: 'click' }) }
    return runRemote(ctx, input.limit > 0 ? call : { ...call, claim: tx => admitClick(tx, ctx, account.id) })
  },
})

/**
 * Refuses what certainly does not fit. Only a limit that was set here counts as known: a stated limit is no
 * observation. Without a known limit, Telnyx decides about everything that fits into the whole pool.
 */
async function guardPool(ctx: Ctx, account: AccountRecord, wanted: number): Promise<void> {
  const observed = account.channelLimitSource === 'command' && !(await limitIsUndecided(ctx.db, account.id))
  const present = observed ? account.channelLimit : null
  // Lowering a limit always fits, and must work when the pool cannot be read.
  if (present !== null && wanted <= present) return
  const pool = await askTelnyx(() => observePool(ctx), 'change')
  const after = whatIf(pool, present, wanted, 0)
  if (after.kind === 'off') {
    throw conflict(
      'Global outbound channels are not enabled for your manager account.',
      'Ask Telnyx support to enable them.',
    )
  }
  if (after.kind === 'over') {
    throw invalid('This is more than the channel pool has.', { limit: overAllocation(after, pool) })
  }
}
