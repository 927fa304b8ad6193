import 'server-only'
import { createHash } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { AppError, conflict } from '@/lib/errors'
import type { PasskeyRequest } from '@/lib/operator'
import type { Ctx, Services } from '../context'
import { operatorPasskeys, operators } from '../platform/db/schema'
import { countGuess } from './guessing'
import type { OperatorRecord } from './sessions'

type Purpose = 'register' | 'sign_in' | 'confirm'
type Credential = { id: string; rawId: string; type: 'public-key' }

const minutes = 10
const noted = z.object({ challenge: z.string(), operatorId: z.string().nullable(), until: z.number() })

const rpId = (services: Services) => new URL(services.settings.appUrl).hostname

/** A challenge is not stored: it travels sealed with the request, so that strangers cannot fill a table. */
function ticketFor(services: Services, purpose: Purpose, challenge: string, operatorId: string | null): string {
  const until = services.now().getTime() + minutes * 60_000
  return services.vault.seal(`passkey ${purpose}`, JSON.stringify({ challenge, operatorId, until }))
}

/** The challenge that was sent for this purpose and operator. Works once: a guess limit allows one use of it. */
async function redeem(
  services: Services,
  purpose: Purpose,
  ticket: string,
  operatorId: string | null,
): Promise<string> {
  const text = services.vault.open(`passkey ${purpose}`, ticket)
  const note = text === null ? null : noted.parse(JSON.parse(text))
  if (!note || note.until < services.now().getTime() || note.operatorId !== operatorId) throw expired()
  const key = `passkey:${createHash('sha256').update(note.challenge).digest('base64url').slice(0, 24)}`
  if ((await countGuess(services, [{ key, most: 1, minutes: minutes + 1 }])) !== null) throw expired()
  return note.challenge
}

const expired = () => conflict('This passkey request is no longer valid.', 'Try again.')

function refused(): AppError {
  return new AppError({
    code: 'invalid',
    message: 'This passkey was not accepted.',
    hint: 'Try again, or sign in another way.',
  })
}

export async function askToRegister(ctx: Ctx, operator: OperatorRecord): Promise<PasskeyRequest> {
  const existing = await ctx.db.select().from(operatorPasskeys).where(eq(operatorPasskeys.operatorId, operator.id))
  const options = await generateRegistrationOptions({
    rpName: 'Reseller Console',
    rpID: rpId(ctx),
    userName: operator.email,
    userDisplayName: operator.name,
    userID: new Uint8Array(Buffer.from(operator.id)),
    attestationType: 'none',
    excludeCredentials: existing.map(row => ({ id: row.id })),
    // A passkey counts as two factors, so it must verify the user by finger, face or PIN.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { ticket: ticketFor(ctx, 'register', options.challenge, operator.id), options: { ...options } }
}

/** For signing in (the operator is not known yet), or for confirming an identity (only their own passkeys count). */
export async function askForPasskey(services: Services, operatorId: string | null): Promise<PasskeyRequest> {
  const own = operatorId
    ? await services.db.select().from(operatorPasskeys).where(eq(operatorPasskeys.operatorId, operatorId))
    : []
  const options = await generateAuthenticationOptions({
    rpID: rpId(services),
    userVerification: 'required',
    ...(own.length > 0 && { allowCredentials: own.map(row => ({ id: row.id })) }),
  })
  const purpose = operatorId ? 'confirm' : 'sign_in'
  return { ticket: ticketFor(services, purpose, options.challenge, operatorId), options: { ...options } }
}

/** The new passkey's columns. Throws AppError when the answer does not match the challenge. */
export async function verifyNewPasskey(
  ctx: Ctx,
  operator: OperatorRecord,
  answer: { ticket: string; name: string; credential: Credential },
): Promise<typeof operatorPasskeys.$inferInsert> {
  const expectedChallenge = await redeem(ctx, 'register', answer.ticket, operator.id)
  const verdict = await verifyRegistrationResponse({
    response: answer.credential as unknown as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: ctx.settings.appUrl,
    expectedRPID: rpId(ctx),
    requireUserVerification: true,
  }).catch(() => null)
  if (!verdict?.verified) throw refused()
  const { credential, credentialBackedUp } = verdict.registrationInfo
  return {
    id: credential.id,
    operatorId: operator.id,
    name: answer.name,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    backedUp: credentialBackedUp,
    createdAt: ctx.now(),
  }
}

/** The operator whose passkey has this id; null = no passkey has it. */
export async function passkeyOwner(services: Services, id: string): Promise<OperatorRecord | null> {
  const [row] = await services.db
    .select({ operator: operators })
    .from(operatorPasskeys)
    .innerJoin(operators, eq(operatorPasskeys.operatorId, operators.id))
    .where(eq(operatorPasskeys.id, id))
  return row?.operator ?? null
}

/** The operator whose passkey signed the challenge, for `confirm` this one; null = unknown, or it does not match. */
export async function takePasskey(
  ctx: Ctx,
  answer: { ticket: string; credential: Credential },
  operatorId: string | null,
): Promise<OperatorRecord | null> {
  const expectedChallenge = await redeem(ctx, operatorId ? 'confirm' : 'sign_in', answer.ticket, operatorId)
  const [row] = await ctx.db
    .select({ passkey: operatorPasskeys, operator: operators })
    .from(operatorPasskeys)
    .innerJoin(operators, eq(operatorPasskeys.operatorId, operators.id))
    .where(and(eq(operatorPasskeys.id, answer.credential.id), operatorId ? eq(operators.id, operatorId) : undefined))
  if (!row) return null
  const verdict = await verifyAuthenticationResponse({
    response: answer.credential as unknown as AuthenticationResponseJSON,
    expectedChallenge,
    expectedOrigin: ctx.settings.appUrl,
    expectedRPID: rpId(ctx),
    requireUserVerification: true,
    credential: {
      id: row.passkey.id,
      publicKey: new Uint8Array(Buffer.from(row.passkey.publicKey, 'base64url')),
      counter: row.passkey.counter,
    },
  }).catch(() => null)
  if (!verdict?.verified) return null
  await ctx.db
    .update(operatorPasskeys)
    .set({ counter: verdict.authenticationInfo.newCounter, lastUsedAt: ctx.now() })
    .where(eq(operatorPasskeys.id, row.passkey.id))
  return row.operator
}
