import 'server-only'
import { eq } from 'drizzle-orm'
import { type CreateAccountInput, createAccountInput } from '@/lib/account-inputs'
import { proposeEmail } from '@/lib/accounts'
import { AppError, invalid } from '@/lib/errors'
import { defineCommand } from '../../commands/define'
import { runRemote } from '../../commands/remote'
import type { Ctx, OperatorActor } from '../../context'
import { commands } from '../../platform/db/schema'
import { failpoint } from '../../platform/failpoint'
import { sendWithin } from '../../platform/send-before'
import { checkEmail, createCall } from '../creation'
import { findDuplicates, notAcknowledged } from '../duplicates'

const options = { lane: 'click' } as const
/** Waiting for a turn takes 30 s at most. A create sent later than this was frozen, and may have been settled since. */
const sentWithinMs = 45_000

export const createAccount = defineCommand({
  action: 'account.create',
  permission: 'accounts.create',
  input: createAccountInput,
  run: async (ctx, input) => {
    await failpoint('create.before_check')
    const email = input.email || proposeEmail(input.name, ctx.actor.email).toLowerCase()
    const before = await checked(ctx, { ...input, email })
    await failpoint('create.after_check')
    const sendBefore = sendWithin(sentWithinMs)
    return runRemote(ctx, createCall(ctx, input.id, { ...input, email }, before, { ...options, sendBefore }))
  },
})

/** A form that was sent before gets its first result; only a new one is checked. Returns what `createCall` takes. */
async function checked(ctx: Ctx<OperatorActor>, input: CreateAccountInput): Promise<string[]> {
  if (await wasSent(ctx, input.id)) return []
  try {
    await refuseUnlessAcknowledged(ctx, input)
    return await checkEmail(ctx, input.email, input.id, options)
  } catch (error) {
    // The first sending may have arrived in the meantime: the duplicate that was found may be its own account.
    if (error instanceof AppError && (await wasSent(ctx, input.id))) return []
    throw error
  }
}

async function wasSent(ctx: Ctx, id: string): Promise<boolean> {
  return (await ctx.db.$count(commands, eq(commands.id, id))) > 0
}

async function refuseUnlessAcknowledged(ctx: Ctx<OperatorActor>, input: CreateAccountInput): Promise<void> {
  const found = await findDuplicates(ctx, input)
  if (notAcknowledged(found, input.acknowledged).length === 0) return
  throw invalid('This account may already exist.', {
    acknowledged: 'Check the accounts that were found, and confirm that this is another customer.',
  })
}
