import 'server-only'
import { and, eq } from 'drizzle-orm'
import { generateSecret, generateURI } from 'otplib'
import { conflict, invalid, notFound } from '@/lib/errors'
import type { PasskeyRequest, RecoveryCodes } from '@/lib/operator'
import { nothingInput, passkeyIdInput, passkeyInput, totpInput } from '@/lib/operator-inputs'
import { recordEvent } from '../audit/record'
import { defineCommand } from '../commands/define'
import type { Ctx, OperatorActor } from '../context'
import type { Tx } from '../platform/db/client'
import { operatorIdentities, operatorPasskeys, operators } from '../platform/db/schema'
import {
  afterRemoval,
  factorsOf,
  hasFactor,
  lockOperator,
  renewRecoveryCodes as makeRecoveryCodes,
  mayAddFirstFactor,
  recoveryCodesLeft,
  totpPurpose,
  totpStep,
} from './factors'
import { countGuess, tooMany } from './guessing'
import { self } from './own'
import { askToRegister, verifyNewPasskey } from './passkeys'
import { type OperatorRecord, recordAndEndOthers } from './sessions'

const byOperator = { permission: 'security.own', fresh: true } as const
const addsFactor = { ...byOperator, freshUnless: mayAddFirstFactor }

/** A secret for an authenticator app; it counts once the operator has entered a code of it. */
export const startTotp = defineCommand({
  action: 'security.totp_start',
  ...addsFactor,
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
  ...addsFactor,
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
  await recordAndEndOthers(tx, ctx, action, detail)
  if ((await recoveryCodesLeft(tx, operator.id)) > 0) return { codes: [] }
  return { codes: await makeRecoveryCodes(tx, ctx, operator.id) }
}

export const removeTotp = defineCommand({
  action: 'security.totp_remove',
  ...byOperator,
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
      await recordAndEndOthers(tx, ctx, 'security.totp_remove')
      return null
    }),
})

export const renewRecoveryCodes = defineCommand({
  action: 'security.recovery_codes',
  ...byOperator,
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
  ...addsFactor,
  input: nothingInput,
  run: async (ctx): Promise<PasskeyRequest> => askToRegister(ctx, await self(ctx)),
})

export const addPasskey = defineCommand({
  action: 'security.passkey_add',
  ...addsFactor,
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
  ...byOperator,
  input: passkeyIdInput,
  run: (ctx, { id }) =>
    ctx.db.transaction(async tx => {
      const operator = await lockOperator(tx, ctx.actor.id)
      const own = and(eq(operatorPasskeys.id, id), eq(operatorPasskeys.operatorId, operator.id))
      const [passkey] = await tx.delete(operatorPasskeys).where(own).returning()
      if (!passkey) throw notFound('This passkey')
      await keepOneWayIn(tx, operator)
      await afterRemoval(tx, operator)
      await recordAndEndOthers(tx, ctx, 'security.passkey_remove', { name: passkey.name })
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
