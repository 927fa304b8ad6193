import 'server-only'
import { eq } from 'drizzle-orm'
import { AppError, conflict, forbidden } from '@/lib/errors'
import type { IssuedLink } from '@/lib/operator'
import { inviteInput, operatorInput, roleInput } from '@/lib/operator-inputs'
import { can, roleLabel } from '@/lib/permissions'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import { holdWork } from '../commands/sending/hold'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { operators } from '../platform/db/schema'
import { lockOperator } from './factors'
import { issueLink, revokeLink, revokeLinksFor } from './links'
import { isLastOwner, lockOwners } from './owners'
import { recordDone } from './record-done'
import { endSessionsOf, type OperatorRecord } from './sessions'

/**
 * The owners, locked, and the actor's own role, read again under that lock: of two owners who demote each other at the
 * same moment, the second finds that they lost the permission.
 */
async function lockedOwners(tx: Tx, ctx: Ctx<OperatorActor>): Promise<OperatorRecord[]> {
  const owners = await lockOwners(tx)
  const [actor] = await tx.select().from(operators).where(eq(operators.id, ctx.actor.id))
  if (!actor || actor.disabledAt || !can(actor.role, 'operators.manage')) throw forbidden()
  return owners
}

function keepOneOwner(owners: OperatorRecord[], leaving: OperatorRecord): void {
  if (!isLastOwner(owners, leaving)) return
  throw conflict(
    `${leaving.name} is the last owner of this console.`,
    'Make another operator an owner first: without an owner, nobody could manage operators.',
  )
}

const byOwner = { permission: 'operators.manage', fresh: true } as const

export const inviteOperator = defineCommand({
  action: 'operator.invite',
  ...byOwner,
  input: inviteInput,
  run: (ctx, { email, role }): Promise<IssuedLink> =>
    ctx.db.transaction(async tx => {
      const [same] = await tx.select().from(operators).where(eq(operators.email, email))
      if (same) {
        throw new AppError({
          code: 'conflict',
          message: `${same.name} already signs in with this address.`,
          fields: { email: `${same.name} already signs in with this address.` },
        })
      }
      const issued = await issueLink(tx, ctx, { purpose: 'join', email, role, operatorId: null }, ctx.actor)
      await recordEvent(tx, ctx, {
        action: 'operator.invite',
        target: { kind: 'operator', id: email, label: email },
        detail: { email, role: roleLabel[role] },
        outcome: 'succeeded',
      })
      return issued
    }),
})

export const revokeOperatorLink = defineCommand({
  action: 'operator.link_revoke',
  permission: 'operators.manage',
  input: operatorInput,
  run: async (ctx, { id }) => {
    await revokeLink(ctx, id)
    return null
  },
})

/** A link for an operator who lost their password or factor. Nothing changes until it is used. */
export const resetOperatorSignIn = defineCommand({
  action: 'operator.reset',
  ...byOwner,
  input: operatorInput,
  run: (ctx, { id }): Promise<IssuedLink> =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, id)
      if (operator.id === ctx.actor.id) {
        throw conflict('This is your own sign-in.', 'Change your password or factors under “Your sign-in”.')
      }
      if (operator.disabledAt) throw conflict(`${operator.name} is disabled.`, 'Enable this operator first.')
      const { email, role, id: operatorId } = operator
      const issued = await issueLink(tx, ctx, { purpose: 'reset', email, role, operatorId }, ctx.actor)
      await recordDone(tx, ctx, 'operator.reset', operator)
      return issued
    }),
})

export const setOperatorRole = defineCommand({
  action: 'operator.role',
  ...byOwner,
  input: roleInput,
  run: (ctx, { id, role }) =>
    ctx.db.transaction(async tx => {
      const owners = await lockedOwners(tx, ctx)
      const operator = await lockOperator(tx, id)
      if (operator.role === role) return null
      if (role !== 'owner') keepOneOwner(owners, operator)
      await tx.update(operators).set({ role }).where(eq(operators.id, id))
      await recordDone(tx, ctx, 'operator.role', operator, {
        changes: { role: [roleLabel[operator.role], roleLabel[role]] },
      })
      return null
    }),
})

export const disableOperator = defineCommand({
  action: 'operator.disable',
  ...byOwner,
  input: operatorInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      const owners = await lockedOwners(tx, ctx)
      const operator = await lockOperator(tx, id)
      if (operator.disabledAt) return null
      keepOneOwner(owners, operator)
      await tx.update(operators).set({ disabledAt: ctx.now() }).where(eq(operators.id, id))
      const sessionsEnded = await endSessionsOf(tx, ctx, id)
      await revokeLinksFor(tx, ctx, id)
      await holdWork(tx, ctx, `On hold: ${operator.name}, who is responsible for it, was disabled.`, id)
      await recordDone(tx, ctx, 'operator.disable', operator, { detail: { sessionsEnded } })
      return null
    }),
})

export const enableOperator = defineCommand({
  action: 'operator.enable',
  ...byOwner,
  input: operatorInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      await lockedOwners(tx, ctx)
      const operator = await lockOperator(tx, id)
      if (!operator.disabledAt) return null
      await tx.update(operators).set({ disabledAt: null }).where(eq(operators.id, id))
      await recordDone(tx, ctx, 'operator.enable', operator)
      return null
    }),
})

/** Sessions of another operator; operators end their own under “Your sign-in”. */
export const endOperatorSessions = defineCommand({
  action: 'operator.sessions_end',
  ...byOwner,
  input: operatorInput,
  run: (ctx, { id }): Promise<{ ended: number }> =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, id)
      const ended = await endSessionsOf(tx, ctx, id, id === ctx.actor.id ? ctx.actor.sessionId : undefined)
      await recordDone(tx, ctx, 'operator.sessions_end', operator, { detail: { sessionsEnded: ended } })
      return { ended }
    }),
})
