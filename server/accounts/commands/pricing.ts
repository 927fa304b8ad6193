import 'server-only'
import { randomUUID } from 'node:crypto'
import { customPricingInput } from '@/lib/account-inputs'
import { conflict } from '@/lib/errors'
import { defineCommand } from '../../commands/define'
import { runRemote } from '../../commands/remote'
import { customPricingCall } from '../calls'
import { knownAccount } from '../target'

export const setCustomPricing = defineCommand({
  action: 'account.custom_pricing',
  permission: 'accounts.pricing',
  input: customPricingInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    if (account.status === 'cancelled') throw conflict('This account is cancelled. It can no longer be changed.')
    return runRemote(ctx, { id: randomUUID(), ...customPricingCall(ctx, account, input, { lane: 'click' }) })
  },
})
