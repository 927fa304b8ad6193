import 'server-only'
import { randomUUID } from 'node:crypto'
import { customPricingInput } from '@/lib/account-inputs'
import { conflict } from '@/lib/errors'
import { defineCommand } from '../../command'
import { runRemote } from '../../remote-command'
import { readAccount, writeThrough } from '../mirror'
import { accountTarget, knownAccount } from '../target'

export const setCustomPricing = defineCommand({
  action: 'account.custom_pricing',
  permission: 'accounts.pricing',
  input: customPricingInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    if (account.status === 'cancelled') throw conflict('This account is cancelled. It can no longer be changed.')
    return runRemote(ctx, {
      id: randomUUID(),
      action: 'account.custom_pricing',
      target: accountTarget(account),
      reason: input.reason || null,
      input: { allow: input.allow },
      supersedes: ['account.custom_pricing'],
      fieldOf: { '/managed_account_allow_custom_pricing': 'allow' },
      send: () => ctx.telnyx.accounts.setCustomPricing(account.id, input.allow, { lane: 'click' }),
      write: async (tx, answer) => {
        const now = ctx.now()
        const before = await readAccount(tx, account.id)
        // Telnyx shows the new flag with a lag: the answer's own flag may still be the old one.
        await writeThrough(tx, now, answer, { customPricing: input.allow, customPricingSetAt: now })
        return {
          changes: { customPricing: [before?.customPricing ?? null, input.allow] },
          result: { allow: input.allow },
        }
      },
    })
  },
})
