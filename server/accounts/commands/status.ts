import 'server-only'
import { randomUUID } from 'node:crypto'
import { disableAccountInput, enableAccountInput } from '@/lib/account-inputs'
import { accountName, allowedSwitch, disableReasons, isTypedName } from '@/lib/accounts'
import { conflict, invalid } from '@/lib/errors'
import { authorize, defineCommand } from '../../command'
import type { Ctx, OperatorActor } from '../../context'
import { runRemote } from '../../remote-command'
import { type AccountRecord, readAccount, writeThrough } from '../mirror'
import { disabledColumns, enabledColumns } from '../status-columns'
import { accountTarget, knownAccount } from '../target'

const statusActions = ['account.disable', 'account.enable'] as const

export const disableAccount = defineCommand({
  action: 'account.disable',
  permission: 'accounts.disable',
  input: disableAccountInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    const allowed = allowedSwitch(account.status)
    if (!allowed.disable) throw conflict(allowed.why ?? 'This account is disabled already.')
    await refuseUnlessMeant(ctx, account, input.typedName)
    const reason = disableReasons[input.reason]
    return runRemote(ctx, {
      id: randomUUID(),
      action: 'account.disable',
      target: accountTarget(account),
      reason: input.note ? `${reason}: ${input.note}` : reason,
      input: { reason: input.reason, note: input.note, ticket: input.ticket || null, reviewOn: input.reviewOn || null },
      supersedes: statusActions,
      send: () => ctx.telnyx.accounts.disable(account.id, { lane: 'click' }),
      write: async (tx, answer) => {
        const now = ctx.now()
        const before = await readAccount(tx, account.id)
        await writeThrough(tx, now, answer, {
          ...disabledColumns(
            { reason: input.reason, note: input.note, reviewOn: input.reviewOn, by: ctx.actor.name },
            now,
          ),
          statusSource: 'command',
          statusSetAt: now,
        })
        return { changes: { status: [before?.status ?? account.status, 'disabled'] }, result: { status: 'disabled' } }
      },
    })
  },
})

/** A protected account is switched off by those who may protect it, with its name typed. A refusal is on record. */
async function refuseUnlessMeant(ctx: Ctx<OperatorActor>, account: AccountRecord, typed: string): Promise<void> {
  if (account.protectedReason === null) return
  await authorize(ctx, 'accounts.protect', 'account.disable')
  if (isTypedName(typed, accountName({ ...account, name: account.organizationName }))) return
  throw invalid('This account is protected.', { typedName: 'Type its name exactly as it stands above.' })
}

export const enableAccount = defineCommand({
  action: 'account.enable',
  permission: 'accounts.enable',
  input: enableAccountInput,
  run: async (ctx, input) => {
    const account = await knownAccount(ctx, input.accountId)
    const allowed = allowedSwitch(account.status)
    if (!allowed.enable) throw conflict(allowed.why ?? 'This account is enabled already.')
    return runRemote(ctx, {
      id: randomUUID(),
      action: 'account.enable',
      target: accountTarget(account),
      reason: input.reason,
      input: { reenableConnections: input.reenableConnections },
      supersedes: statusActions,
      send: () =>
        ctx.telnyx.accounts.enable(
          account.id,
          { reenableAllConnections: input.reenableConnections },
          { lane: 'click' },
        ),
      write: async (tx, answer) => {
        const now = ctx.now()
        const before = await readAccount(tx, account.id)
        await writeThrough(tx, now, answer, { ...enabledColumns(now), statusSource: 'command', statusSetAt: now })
        return { changes: { status: [before?.status ?? account.status, 'enabled'] }, result: { status: 'enabled' } }
      },
    })
  },
})
