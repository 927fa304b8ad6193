import 'server-only'
import { and, asc, eq } from 'drizzle-orm'
import { conflict, notFound } from '@/lib/errors'
import { type OwnSecurity, passwordLength } from '@/lib/operator'
import { nothingInput, passwordInput, sessionInput } from '@/lib/operator-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import { operatorIdentities, operatorPasskeys, operators, sessions } from '../platform/db/schema'
import { factorsOf, hasFactor, lockOperator, recoveryCodesLeft } from './factors'
import { checkNewPassword, hashPassword } from './passwords'
import { type OperatorRecord, ownSessions, recordAndEndOthers, revoke } from './sessions'

/** The operator who asks. */
export async function self(ctx: Ctx<OperatorActor>): Promise<OperatorRecord> {
  const [operator] = await ctx.db.select().from(operators).where(eq(operators.id, ctx.actor.id))
  if (!operator) throw notFound('This operator')
  return operator
}

/** The operator's own ways of signing in and open sessions. */
export async function ownSecurity(ctx: Ctx<OperatorActor>): Promise<OwnSecurity> {
  const operator = await self(ctx)
  const passkeys = await ctx.db
    .select()
    .from(operatorPasskeys)
    .where(eq(operatorPasskeys.operatorId, operator.id))
    .orderBy(asc(operatorPasskeys.createdAt))
  const identities = await ctx.db
    .select()
    .from(operatorIdentities)
    .where(eq(operatorIdentities.operatorId, operator.id))
  return {
    hasPassword: operator.passwordHash !== null,
    passwordShort: operator.passwordShort,
    totpSince: operator.totpConfirmedAt?.toISOString() ?? null,
    recoveryCodesLeft: await recoveryCodesLeft(ctx.db, operator.id),
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, backedUp }) => ({
      id,
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      backedUp,
    })),
    identities: identities.map(({ issuer, email, createdAt }) => ({
      issuer,
      email,
      createdAt: createdAt.toISOString(),
    })),
    sessions: await ownSessions(ctx),
  }
}

/** A new password that replaces the old one, or a first one. Every other session ends. */
export const setPassword = defineCommand({
  action: 'security.password',
  permission: 'security.own',
  fresh: true,
  input: passwordInput,
  run: async (ctx, { password }) => {
    const before = await self(ctx)
    const known = [before.name, before.email]
    await checkNewPassword(password, { known, hasFactor: hasFactor(await factorsOf(ctx.db, before)) })
    const passwordHash = await hashPassword(password)
    const passwordShort = [...password].length < passwordLength.min
    await ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      // The factor that allowed a short password may have been removed in the meantime.
      if (passwordShort && !hasFactor(await factorsOf(tx, operator))) {
        throw conflict('Your second factor has been removed.', 'Choose a longer password.')
      }
      await tx.update(operators).set({ passwordHash, passwordShort }).where(eq(operators.id, operator.id))
      await recordAndEndOthers(tx, ctx, 'security.password')
    })
    return null
  },
})

/** Ends one of the operator's own other sessions. */
export const endOwnSession = defineCommand({
  action: 'session.end',
  permission: 'security.own',
  input: sessionInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      const ended = await revoke(tx, ctx, and(eq(sessions.id, id), eq(sessions.operatorId, ctx.actor.id)))
      if (ended === 0) throw notFound('This session')
      await recordEvent(tx, ctx, { action: 'session.end', detail: { sessionsEnded: 1 }, outcome: 'succeeded' })
      return null
    }),
})

export const endOtherSessions = defineCommand({
  action: 'session.end',
  permission: 'security.own',
  input: nothingInput,
  run: (ctx): Promise<{ ended: number }> =>
    ctx.db.transaction(async tx => ({ ended: await recordAndEndOthers(tx, ctx, 'session.end') })),
})
