import 'server-only'
import { randomUUID } from 'node:crypto'
import { accountNoteInput } from '@/lib/account-inputs'
import { recordEvent } from '../../audit/record'
import { defineCommand } from '../../commands/define'
import { accountNotes } from '../../platform/db/schema'
import { accountTarget, findAccount } from '../target'

export const addAccountNote = defineCommand({
  action: 'account.note',
  permission: 'accounts.notes',
  input: accountNoteInput,
  run: async (ctx, input) => {
    const account = await findAccount(ctx, input.accountId)
    const id = randomUUID()
    await ctx.db.transaction(async tx => {
      await tx.insert(accountNotes).values({
        id,
        accountId: account.id,
        text: input.text,
        operatorId: ctx.actor.id,
        operatorName: ctx.actor.name,
        createdAt: ctx.now(),
      })
      await recordEvent(tx, ctx, {
        action: 'account.note',
        target: accountTarget(account),
        detail: { note: input.text },
        outcome: 'succeeded',
      })
    })
    return { id }
  },
})
