import 'server-only'
import { and, asc, eq } from 'drizzle-orm'
import { generateSecret, generateURI } from 'otplib'
import type { z } from 'zod'
import { conflict, invalid, notFound } from '@/lib/errors'
import { type OwnSecurity, type PasskeyRequest, passwordLength, type RecoveryCodes } from '@/lib/operator'
import {
  confirmInput,
  nothingInput,
  passkeyIdInput,
  passkeyInput,
  passwordInput,
  sessionInput,
  totpInput,
} from '@/lib/operator-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { operatorIdentities, operatorPasskeys, operators, sessions } from '../platform/db/schema'
import {
  afterRemoval,
  factorsOf,
  hasFactor,
  lockOperator,
  renewRecoveryCodes as makeRecoveryCodes,
  mayAddFirstFactor,
  recoveryCodesLeft,
  takeCode,
  totpPurpose,
  totpStep,
} from './factors'
import { countGuess, forgetGuesses, tooMany } from './guessing'
import { askForPasskey, askToRegister, takePasskey, verifyNewPasskey } from './passkeys'
import { checkNewPassword, hashPassword, verifyPassword } from './passwords'
import { endSessionsOf, type OperatorRecord, ownSessions, revoke } from './sessions'

async function self(ctx: Ctx<OperatorActor>): Promise<OperatorRecord> {
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

/**
 * Confirms the operator's identity. Counted per session: attempts made elsewhere cannot lock the operator out of it.
 */
export const confirmIdentity = defineCommand({
  action: 'session.confirm',
  permission: 'security.own',
  input: confirmInput,
  run: async (ctx, input) => {
    const operator = await self(ctx)
    const key = `confirm:${ctx.vault.blind('guess', ctx.actor.sessionId)}`
    if (input.by !== 'passkey') {
      const seconds = await countGuess(ctx, [{ key, most: 10, minutes: 15 }])
      if (seconds !== null) throw tooMany(seconds, 'A passkey works without waiting.')
    }
    const right = await proves(ctx, operator, input)
    const entry = { action: 'session.confirm', detail: { by: input.by } } as const
    if (!right) {
      await recordEvent(ctx.db, ctx, { ...entry, outcome: 'denied' })
      throw wrong(input.by)
    }
    await forgetGuesses(ctx, { forget: [key] })
    await ctx.db.transaction(async tx => {
      await tx.update(sessions).set({ provenAt: ctx.now() }).where(eq(sessions.id, ctx.actor.sessionId))
      await recordEvent(tx, ctx, { ...entry, outcome: 'succeeded' })
    })
    return null
  },
})

async function proves(
  ctx: Ctx<OperatorActor>,
  operator: OperatorRecord,
  input: z.output<typeof confirmInput>,
): Promise<boolean> {
  if (input.by === 'password') return verifyPassword(operator.passwordHash, input.password)
  if (input.by === 'code') return (await takeCode(ctx, operator, input.code)) !== null
  return (await takePasskey(ctx, input, operator.id)) !== null
}

function wrong(by: 'password' | 'code' | 'passkey') {
  if (by === 'password') return invalid('This is not your password.', { password: 'This is not your password.' })
  if (by === 'code') {
    const sentence = 'This code is wrong or was already used.'
    return invalid(sentence, { code: sentence })
  }
  return invalid('This passkey was not accepted.')
}

/** A challenge for the operator's own passkeys, to confirm their identity. */
export const startPasskeyConfirm = defineCommand({
  action: 'security.passkey_ask',
  permission: 'security.own',
  input: nothingInput,
  run: (ctx): Promise<PasskeyRequest> => askForPasskey(ctx, ctx.actor.id),
})

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
      const sessionsEnded = await endSessionsOf(tx, ctx, operator.id, ctx.actor.sessionId)
      await recordEvent(tx, ctx, { action: 'security.password', detail: { sessionsEnded }, outcome: 'succeeded' })
    })
    return null
  },
})

/** A secret for an authenticator app; it counts once the operator has entered a code of it. */
export const startTotp = defineCommand({
  action: 'security.totp_start',
  permission: 'security.own',
  fresh: true,
  freshUnless: mayAddFirstFactor,
  input: nothingInput,
  run: (ctx): Promise<{ secret: string; uri: string }> =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      if (operator.totpConfirmedAt)
        throw conflict('You already have an authenticator app.', 'Remove it before you add another one.')
      const secret = generateSecret()
      const totpSecret = ctx.vault.seal(totpPurpose(operator.id), secret)
      await tx.update(operators).set({ totpSecret, totpLastStep: null }).where(eq(operators.id, operator.id))
      return { secret, uri: generateURI({ issuer: 'Reseller Console', label: operator.email, secret }) }
    }),
})

export const confirmTotp = defineCommand({
  action: 'security.totp_add',
  permission: 'security.own',
  fresh: true,
  freshUnless: mayAddFirstFactor,
  input: totpInput,
  run: async (ctx, { code }): Promise<RecoveryCodes> => {
    const seconds = await countGuess(ctx, [{ key: `totp:${ctx.actor.id}`, most: 10, minutes: 15 }])
    if (seconds !== null) throw tooMany(seconds, 'Check that the clock of your phone is right.')
    return ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      if (operator.totpConfirmedAt || !operator.totpSecret)
        throw conflict('There is no authenticator app to confirm.', 'Start again.')
      const secret = ctx.vault.open(totpPurpose(operator.id), operator.totpSecret)
      const step = secret === null ? null : totpStep(ctx, secret, code)
      if (step === null) {
        const sentence = 'This is not the code your app shows now. Check the clock of your phone.'
        throw invalid(sentence, { code: sentence })
      }
      await tx
        .update(operators)
        .set({ totpConfirmedAt: ctx.now(), totpLastStep: step })
        .where(eq(operators.id, operator.id))
      return addFactor(tx, ctx, operator, 'security.totp_add')
    })
  },
})

/** Records a new factor, ends the other sessions, and makes recovery codes when none are left. */
async function addFactor(
  tx: Tx,
  ctx: Ctx<OperatorActor>,
  operator: OperatorRecord,
  action: 'security.totp_add' | 'security.passkey_add',
  detail: Record<string, unknown> = {},
): Promise<RecoveryCodes> {
  const sessionsEnded = await endSessionsOf(tx, ctx, operator.id, ctx.actor.sessionId)
  await recordEvent(tx, ctx, { action, detail: { ...detail, sessionsEnded }, outcome: 'succeeded' })
  if ((await recoveryCodesLeft(tx, operator.id)) > 0) return { codes: [] }
  return { codes: await makeRecoveryCodes(tx, ctx, operator.id) }
}

export const removeTotp = defineCommand({
  action: 'security.totp_remove',
  permission: 'security.own',
  fresh: true,
  input: nothingInput,
  run: ctx =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      if (!operator.totpConfirmedAt) return null
      await tx
        .update(operators)
        .set({ totpSecret: null, totpConfirmedAt: null, totpLastStep: null })
        .where(eq(operators.id, operator.id))
      await afterRemoval(tx, { ...operator, totpConfirmedAt: null })
      const sessionsEnded = await endSessionsOf(tx, ctx, operator.id, ctx.actor.sessionId)
      await recordEvent(tx, ctx, { action: 'security.totp_remove', detail: { sessionsEnded }, outcome: 'succeeded' })
      return null
    }),
})

export const renewRecoveryCodes = defineCommand({
  action: 'security.recovery_codes',
  permission: 'security.own',
  fresh: true,
  input: nothingInput,
  run: (ctx): Promise<RecoveryCodes> =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      if (!hasFactor(await factorsOf(tx, operator))) {
        throw conflict('Recovery codes replace a second factor, but you have none.', 'Add a second factor first.')
      }
      const codes = await makeRecoveryCodes(tx, ctx, operator.id)
      await recordEvent(tx, ctx, { action: 'security.recovery_codes', outcome: 'succeeded' })
      return { codes }
    }),
})

export const startPasskey = defineCommand({
  action: 'security.passkey_start',
  permission: 'security.own',
  fresh: true,
  freshUnless: mayAddFirstFactor,
  input: nothingInput,
  run: async (ctx): Promise<PasskeyRequest> => askToRegister(ctx, await self(ctx)),
})

export const addPasskey = defineCommand({
  action: 'security.passkey_add',
  permission: 'security.own',
  fresh: true,
  freshUnless: mayAddFirstFactor,
  input: passkeyInput,
  run: async (ctx, input): Promise<RecoveryCodes> => {
    const passkey = await verifyNewPasskey(ctx, await self(ctx), input)
    return ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      const added = await tx.insert(operatorPasskeys).values(passkey).onConflictDoNothing().returning()
      if (added.length === 0) throw conflict('This passkey is already added.')
      return addFactor(tx, ctx, operator, 'security.passkey_add', { name: input.name })
    })
  },
})

export const removePasskey = defineCommand({
  action: 'security.passkey_remove',
  permission: 'security.own',
  fresh: true,
  input: passkeyIdInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      const own = and(eq(operatorPasskeys.id, id), eq(operatorPasskeys.operatorId, operator.id))
      const [passkey] = await tx.delete(operatorPasskeys).where(own).returning()
      if (!passkey) throw notFound('This passkey')
      await keepOneWayIn(tx, operator)
      await afterRemoval(tx, operator)
      const sessionsEnded = await endSessionsOf(tx, ctx, operator.id, ctx.actor.sessionId)
      await recordEvent(tx, ctx, {
        action: 'security.passkey_remove',
        detail: { name: passkey.name, sessionsEnded },
        outcome: 'succeeded',
      })
      return null
    }),
})

/** An operator without a password signs in by passkey or single sign-on: the last of these cannot be removed. */
async function keepOneWayIn(tx: Tx, operator: OperatorRecord): Promise<void> {
  if (operator.passwordHash !== null) return
  if ((await factorsOf(tx, operator)).passkeys > 0) return
  const identities = await tx
    .select({ subject: operatorIdentities.subject })
    .from(operatorIdentities)
    .where(eq(operatorIdentities.operatorId, operator.id))
  if (identities.length === 0) throw conflict('This is your only way to sign in.', 'Set a password first.')
}

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
    ctx.db.transaction(async tx => {
      const ended = await endSessionsOf(tx, ctx, ctx.actor.id, ctx.actor.sessionId)
      await recordEvent(tx, ctx, { action: 'session.end', detail: { sessionsEnded: ended }, outcome: 'succeeded' })
      return { ended }
    }),
})
