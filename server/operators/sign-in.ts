import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import { factorInput, passkeySignInInput, signInInput } from '@/lib/operator-inputs'
import { recordEvent } from '../audit/record'
import type { Ctx } from '../context'
import { operatorDevices, operators, sessions } from '../platform/db/schema'
import { addressGroup } from '../platform/http/address'
import { metrics } from '../platform/metrics'
import { factorsOf, hasFactor, takeCode } from './factors'
import { countGuess, forgetGuesses, type GuessLimit } from './guessing'
import { passkeyOwner, takePasskey } from './passkeys'
import { verifyPassword } from './passwords'
import { recordStranger } from './refusals'
import { findPending, type OperatorRecord, type Origin, openSession, revoke } from './sessions'

/**
 * `refused` stands for every reason; only the audit holds the reason. `limited` = seconds to wait. `another` = a valid
 * proof of an operator other than the one whose tab asks. `device` is for the browser to store: it was used to sign in.
 */
export type SignIn =
  | { kind: 'refused' }
  | { kind: 'limited'; seconds: number }
  | { kind: 'another' }
  | { kind: 'open'; operatorId: string; sessionId: string; device: string | null }

export type SignInFrom = Origin & {
  /** The device token that the browser stored at an earlier sign-in. */
  device: string | null
  /** Signing in again in a tab: the tab's operator, the only one who may sign in there. */
  tabOf: string | null
}

const guessMinutes = 15
const mostPerAccount = 10
const mostPerAddress = 50

/** One browser may belong to several operators; each has a separate hash. */
const deviceHash = (device: string, operatorId: string) =>
  createHash('sha256').update(`${operatorId} ${device}`).digest('hex')

async function knowsDevice(ctx: Ctx, operator: OperatorRecord | undefined, device: string | null): Promise<boolean> {
  if (!operator || !device) return false
  const rows = await ctx.db
    .select({ hash: operatorDevices.hash })
    .from(operatorDevices)
    .where(and(eq(operatorDevices.hash, deviceHash(device, operator.id)), eq(operatorDevices.operatorId, operator.id)))
  return rows.length > 0
}

/**
 * The limits that an attempt counts against. A browser that the operator has used before has its own count: strangers
 * who use up the attempts of the account or the address do not lock that browser out.
 */
function limitsOf(
  ctx: Ctx,
  what: 'password' | 'code',
  account: string,
  from: SignInFrom,
  known: boolean,
): GuessLimit[] {
  const limit = (by: string, text: string, most: number) => ({
    key: `${what}:${by}:${ctx.vault.blind('guess', text)}`,
    most,
    minutes: guessMinutes,
  })
  if (known && from.device) return [limit('device', `${account} ${from.device}`, mostPerAccount)]
  return [
    limit('address', addressGroup(from.address ?? 'unknown'), mostPerAddress),
    limit('account', account, mostPerAccount),
  ]
}

/** Resets the count of the account or device; an address keeps counting other names. */
const settled = (limits: GuessLimit[]) => ({
  forget: limits.slice(-1).map(one => one.key),
  giveBack: limits.slice(0, -1).map(one => one.key),
})

/** A demo's password is published: such an operator does not exist in a real database. */
export function mayEnter(ctx: Ctx, operator: OperatorRecord | undefined): operator is OperatorRecord {
  return operator !== undefined && !operator.disabledAt && (!operator.demo || ctx.settings.mode === 'demo')
}

/** The first step: opens a session, or a pending one when the operator has a second factor. */
export async function signInByPassword(ctx: Ctx, raw: unknown, from: SignInFrom): Promise<SignIn> {
  const input = signInInput.safeParse(raw)
  if (!input.success) return { kind: 'refused' }
  const { email, password } = input.data
  const [operator] = await ctx.db.select().from(operators).where(eq(operators.email, email))
  const limits = limitsOf(ctx, 'password', email, from, await knowsDevice(ctx, operator, from.device))
  const seconds = await countGuess(ctx, limits)
  if (seconds !== null) return limited(ctx, operator, from, 'password', seconds)
  const right = await verifyPassword(operator?.passwordHash ?? null, password)
  if (!right || !mayEnter(ctx, operator)) return refused(ctx, operator, from, 'password')
  await forgetGuesses(ctx, settled(limits))
  const factorPending = hasFactor(await factorsOf(ctx.db, operator))
  return open(ctx, operator, from, { method: 'password', factorPending })
}

/** The second step: the pending session ends, and a full one with a new id starts. */
export async function signInByCode(
  ctx: Ctx,
  pendingId: string | null,
  raw: unknown,
  from: SignInFrom,
): Promise<SignIn> {
  const operator = pendingId ? await findPending(ctx, pendingId) : null
  const input = factorInput.safeParse(raw)
  if (!pendingId || !operator || !input.success) return { kind: 'refused' }
  const limits = limitsOf(ctx, 'code', operator.id, from, await knowsDevice(ctx, operator, from.device))
  const seconds = await countGuess(ctx, limits)
  if (seconds !== null) return limited(ctx, operator, from, 'code', seconds)
  const by = await takeCode(ctx, operator, input.data.code)
  if (!by) return refused(ctx, operator, from, 'code')
  await forgetGuesses(ctx, settled(limits))
  await ctx.db.transaction(tx => revoke(tx, ctx, eq(sessions.id, pendingId)))
  return open(ctx, operator, from, { method: `password and ${by}`, factorPending: false })
}

/**
 * A passkey is two factors at once and cannot be guessed. Only attempts with an operator's own passkey id count against
 * the operator: strangers do not know that id, so they cannot lock the operator out. An unknown one is refused at once.
 */
export async function signInByPasskey(ctx: Ctx, raw: unknown, from: SignInFrom): Promise<SignIn> {
  const input = passkeySignInInput.safeParse(raw)
  if (!input.success) return { kind: 'refused' }
  const { id } = input.data.credential
  const owner = await passkeyOwner(ctx, id)
  if (!owner) return refused(ctx, undefined, from, 'passkey')
  const key = `passkey:credential:${ctx.vault.blind('guess', id)}`
  const seconds = await countGuess(ctx, [{ key, most: mostPerAccount, minutes: guessMinutes }])
  if (seconds !== null) return limited(ctx, owner, from, 'passkey', seconds)
  const operator = await takePasskey(ctx, input.data, null).catch(error => {
    // A challenge that expired or was used before is a refusal; anything else is not.
    if (!(error instanceof AppError)) throw error
    return null
  })
  if (!operator || !mayEnter(ctx, operator)) return refused(ctx, owner, from, 'passkey')
  await forgetGuesses(ctx, { forget: [key] })
  return open(ctx, operator, from, { method: 'passkey', factorPending: false })
}

export async function open(
  ctx: Ctx,
  operator: OperatorRecord,
  from: SignInFrom,
  opening: { method: string; factorPending: boolean; provenAt?: Date },
): Promise<SignIn> {
  if (from.tabOf !== null && from.tabOf !== operator.id) {
    await recordRefusal(ctx, operator, from, { by: opening.method, why: 'the tab belongs to another operator' })
    countSignIn(opening.method, 'refused')
    return { kind: 'another' }
  }
  const opened = await ctx.db.transaction<SignIn>(async tx => {
    const sessionId = await openSession(tx, ctx, operator, from, opening)
    if (opening.factorPending) return { kind: 'open', operatorId: operator.id, sessionId, device: null }
    const device = from.device ?? randomBytes(32).toString('base64url')
    const now = ctx.now()
    await tx
      .insert(operatorDevices)
      .values({ hash: deviceHash(device, operator.id), operatorId: operator.id, createdAt: now, lastUsedAt: now })
      .onConflictDoUpdate({ target: operatorDevices.hash, set: { lastUsedAt: now } })
    return { kind: 'open', operatorId: operator.id, sessionId, device }
  })
  countSignIn(opening.method, opening.factorPending ? 'code_asked' : 'succeeded')
  return opened
}

/** A second factor counts as `code`, whichever kind it was. */
export function countSignIn(method: string, outcome: 'succeeded' | 'code_asked' | 'refused' | 'limited'): void {
  metrics().signIns.inc({
    method: method.startsWith('password and ') ? 'code' : method.replaceAll(/[ -]/g, '_'),
    outcome,
  })
}

type By = 'password' | 'code' | 'passkey'

async function refused(ctx: Ctx, operator: OperatorRecord | undefined, from: SignInFrom, by: By): Promise<SignIn> {
  countSignIn(by, 'refused')
  await (operator ? recordRefusal(ctx, operator, from, { by }) : recordStranger(ctx, { by }, from.address))
  return { kind: 'refused' }
}

/** Recorded once per used-up time window, not at every attempt: an attacker must not fill the audit. */
async function limited(
  ctx: Ctx,
  operator: OperatorRecord | undefined,
  from: SignInFrom,
  by: By,
  seconds: number,
): Promise<SignIn> {
  countSignIn(by, 'limited')
  if (!operator) {
    await recordStranger(ctx, { by }, from.address)
    return { kind: 'limited', seconds }
  }
  const key = `limited:${ctx.vault.blind('guess', `${operator.id} ${addressGroup(from.address ?? 'unknown')}`)}`
  const noted = await countGuess(ctx, [{ key, most: 1, minutes: guessMinutes }])
  if (noted === null) await recordRefusal(ctx, operator, from, { by: 'too many tries' })
  return { kind: 'limited', seconds }
}

function recordRefusal(ctx: Ctx, operator: OperatorRecord, from: SignInFrom, detail: Record<string, string>) {
  return recordEvent(ctx.db, ctx, {
    action: 'session.sign_in_failed',
    target: { kind: 'operator', id: operator.id, label: operator.name },
    detail: { ...detail, ...(from.address && { address: from.address }) },
    outcome: 'denied',
  })
}
