import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { verifySync } from 'otplib'
import { conflict, notFound } from '@/lib/errors'
import { freshMinutes } from '@/lib/operator'
import type { Ctx, OperatorActor, Services } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { operatorPasskeys, operatorRecoveryCodes, operators, sessions } from '../platform/db/schema'
import type { OperatorRecord } from './sessions'

export const totpPurpose = (operatorId: string) => `totp ${operatorId}`

type Factors = { totp: boolean; passkeys: number }

export async function factorsOf(db: Db | Tx, operator: OperatorRecord): Promise<Factors> {
  const passkeys = await db.$count(operatorPasskeys, eq(operatorPasskeys.operatorId, operator.id))
  return { totp: operator.totpConfirmedAt !== null, passkeys }
}

export const hasFactor = (factors: Factors) => factors.totp || factors.passkeys > 0

/**
 * Whether nothing here can prove who the operator is, and their session has just started. An issuer may never say when
 * it authenticated them: they may add a first factor in these minutes, and confirm their identity with it from then on.
 */
export async function mayAddFirstFactor(ctx: Ctx<OperatorActor>): Promise<boolean> {
  const since = new Date(ctx.now().getTime() - freshMinutes * 60_000)
  const [row] = await ctx.db
    .select({ operator: operators })
    .from(sessions)
    .innerJoin(operators, eq(sessions.operatorId, operators.id))
    .where(and(eq(sessions.id, ctx.actor.sessionId), gt(sessions.createdAt, since)))
  return row !== undefined && row.operator.passwordHash === null && !hasFactor(await factorsOf(ctx.db, row.operator))
}

/** The time step of a code of this secret, one step early or late allowed; null when it is no valid code. */
export function totpStep(services: Pick<Services, 'now'>, secret: string, code: string): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const epoch = Math.floor(services.now().getTime() / 1_000)
  const verdict = verifySync({ secret, token: code, epoch, epochTolerance: 30 })
  return verdict.valid && 'timeStep' in verdict ? verdict.timeStep : null
}

/** Accepts a code of the operator's app or a recovery code. Each works once, also for two requests at the same time. */
export async function takeCode(
  ctx: Ctx,
  operator: OperatorRecord,
  code: string,
): Promise<'code' | 'recovery code' | null> {
  if (await takeTotp(ctx, operator, code)) return 'code'
  return (await takeRecoveryCode(ctx, operator, code)) ? 'recovery code' : null
}

async function takeTotp(ctx: Ctx, operator: OperatorRecord, code: string): Promise<boolean> {
  if (!operator.totpSecret || !operator.totpConfirmedAt) return false
  const secret = ctx.vault.open(totpPurpose(operator.id), operator.totpSecret)
  const step = secret === null ? null : totpStep(ctx, secret, code)
  if (step === null) return false
  const taken = await ctx.db
    .update(operators)
    .set({ totpLastStep: step })
    .where(and(eq(operators.id, operator.id), or(isNull(operators.totpLastStep), lt(operators.totpLastStep, step))))
    .returning({ id: operators.id })
  return taken.length > 0
}

const hashOf = (operatorId: string, code: string) => createHash('sha256').update(`${operatorId} ${code}`).digest('hex')

async function takeRecoveryCode(ctx: Ctx, operator: OperatorRecord, code: string): Promise<boolean> {
  const taken = await ctx.db
    .update(operatorRecoveryCodes)
    .set({ usedAt: ctx.now() })
    .where(
      and(
        eq(operatorRecoveryCodes.hash, hashOf(operator.id, code)),
        eq(operatorRecoveryCodes.operatorId, operator.id),
        isNull(operatorRecoveryCodes.usedAt),
      ),
    )
    .returning({ hash: operatorRecoveryCodes.hash })
  return taken.length > 0
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** 80 random bits cannot be guessed, so a fast hash is enough. */
function newCode(): string {
  return [...randomBytes(16)].map(byte => alphabet[byte % 32]).join('')
}

/** Ten new codes that replace all earlier ones, in groups of four for reading. */
export async function renewRecoveryCodes(tx: Tx, ctx: Ctx, operatorId: string): Promise<string[]> {
  const codes = Array.from({ length: 10 }, newCode)
  await tx.delete(operatorRecoveryCodes).where(eq(operatorRecoveryCodes.operatorId, operatorId))
  await tx
    .insert(operatorRecoveryCodes)
    .values(codes.map(code => ({ hash: hashOf(operatorId, code), operatorId, createdAt: ctx.now() })))
  return codes.map(code => code.replace(/(.{4})(?=.)/g, '$1-'))
}

export async function recoveryCodesLeft(db: Db | Tx, operatorId: string): Promise<number> {
  const left = and(eq(operatorRecoveryCodes.operatorId, operatorId), isNull(operatorRecoveryCodes.usedAt))
  return db.$count(operatorRecoveryCodes, left)
}

/** The operator's row, locked until the transaction ends. */
export async function lockOperator(tx: Tx, id: string): Promise<OperatorRecord> {
  const [row] = await tx.select().from(operators).where(eq(operators.id, id)).for('update')
  if (!row) throw notFound('This operator')
  return row
}

/** After a second factor is removed: a short password must not remain alone, nor recovery codes without a factor. */
export async function afterRemoval(tx: Tx, operator: OperatorRecord): Promise<void> {
  if (hasFactor(await factorsOf(tx, operator))) return
  if (operator.passwordShort) {
    throw conflict(
      'Your password is too short without a second factor.',
      'Set a password of 15 characters or more first. Then remove this second factor.',
    )
  }
  await tx.delete(operatorRecoveryCodes).where(eq(operatorRecoveryCodes.operatorId, operator.id))
}
