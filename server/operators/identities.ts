import 'server-only'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { type Role, roles } from '@/lib/permissions'
import type { Ctx } from '../context'
import type { Tx } from '../platform/db/client'
import { operatorIdentities, operators } from '../platform/db/schema'
import { addressGroup, unknownAddress } from '../platform/http/address'
import { countGuess, forgetGuesses } from './guessing'
import { joinByIdentity } from './links'
import { isLastOwner, lockOwners } from './owners'
import { recordDone } from './record-done'
import { recordStranger } from './refusals'
import type { OperatorRecord } from './sessions'
import { countSignIn, mayEnter, open, type SignIn, type SignInFrom } from './sign-in'

/** The claims of the issuer (OpenID Connect) about a person, after next-auth has checked signature, state and nonce. */
const claims = z.looseObject({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: z.boolean().optional(),
  name: z.string().max(200).optional(),
  preferred_username: z.string().max(254).optional(),
  // A claim that cannot be read proves nothing, and locks nobody out.
  auth_time: z.number().optional().catch(undefined),
})

/** Group → role. With a mapping, only people in one of these groups may sign in. */
export type GroupRoles = readonly { group: string; role: Role }[]

type Person = {
  issuer: string
  subject: string
  email: string | null
  name: string
  role: Role | null
  provenAt: Date
}

type Refusal = 'an identity that could not be read' | 'no group with access' | 'an unknown person'

/** A single text is one group and is never split: a group's name may contain spaces and commas. */
function groupsIn(profile: Record<string, unknown>, claim: string): string[] {
  const value = profile[claim]
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string')
}

/** Milliseconds that an issuer's clock may be ahead of ours. */
const clockSkew = 60_000

/**
 * When the person last authenticated at the issuer; 1970 when the issuer does not say, or names a future time.
 * Returning from the issuer proves nothing: it may not have asked for a proof.
 */
function provenAt(ctx: Ctx, authTime = 0): Date {
  const [at, now] = [authTime * 1_000, ctx.now().getTime()]
  return new Date(at > 0 && at <= now + clockSkew ? Math.min(at, now) : 0)
}

/** The highest role of the person's groups; null = none of them is mapped. */
export function roleOf(groups: readonly string[], mapping: GroupRoles): Role | null {
  return roles.find(role => mapping.some(one => one.role === role && groups.includes(one.group))) ?? null
}

/** The first claim that is not empty. Control characters cannot be shown. */
function nameIn(names: readonly (string | undefined)[]): string {
  const plain = names.map(name => name?.replace(/\p{Cc}+/gu, ' ').trim())
  return (plain.find(name => name) ?? 'Unnamed').slice(0, 100)
}

/**
 * Signs in the person that the issuer names. Found by issuer and subject, never by an e-mail address. Unknown people
 * are refused unless they have an invitation, or one of their groups is mapped to a role. With a mapping, the groups
 * decide the role at every sign-in.
 */
export async function signInByIdentity(
  ctx: Ctx,
  profile: Record<string, unknown>,
  about: { issuer: string; groupClaim: string; groupRoles: GroupRoles; invitation: string | null },
  from: SignInFrom,
): Promise<SignIn> {
  const parsed = claims.safeParse(profile)
  if (!parsed.success) return refused(ctx, null, 'an identity that could not be read', from)
  const { sub, email, name, preferred_username, auth_time } = parsed.data
  const mapped = about.groupRoles.length > 0
  const person: Person = {
    issuer: about.issuer,
    subject: sub,
    email: email?.toLowerCase() ?? null,
    name: nameIn([name, preferred_username, email, sub]),
    role: mapped ? roleOf(groupsIn(profile, about.groupClaim), about.groupRoles) : null,
    provenAt: provenAt(ctx, auth_time),
  }
  if (mapped && !person.role) return refused(ctx, person, 'no group with access', from)
  const operator = await ctx.db
    .transaction(async tx => {
      const known = await findOperator(tx, person)
      if (known) return keep(tx, ctx, known, person)
      if (about.invitation) return link(tx, ctx, await joinByIdentity(tx, ctx, about.invitation, person.name), person)
      return person.role ? provision(tx, ctx, person, person.role) : null
    })
    .catch(error => {
      // The invitation is no longer valid; any other error is not a refusal.
      if (!(error instanceof AppError)) throw error
      ctx.log.warn({ err: error }, 'a single sign-on was refused')
      return null
    })
  if (!operator || !mayEnter(ctx, operator)) return refused(ctx, person, 'an unknown person', from)
  await forgetGuesses(ctx, { forget: [], giveBack: [returnsOf(ctx, from.address)] })
  return open(ctx, operator, from, { method: 'single sign-on', factorPending: false, provenAt: person.provenAt })
}

const identityOf = ({ issuer, subject }: Person) =>
  and(eq(operatorIdentities.issuer, issuer), eq(operatorIdentities.subject, subject))

async function findOperator(tx: Tx, person: Person): Promise<OperatorRecord | null> {
  const [row] = await tx
    .select({ operator: operators })
    .from(operatorIdentities)
    .innerJoin(operators, eq(operatorIdentities.operatorId, operators.id))
    .where(identityOf(person))
  return row?.operator ?? null
}

/** Sets the role that the groups give now; the change is recorded. */
async function keep(tx: Tx, ctx: Ctx, operator: OperatorRecord, person: Person): Promise<OperatorRecord> {
  await tx.update(operatorIdentities).set({ lastUsedAt: ctx.now(), email: person.email }).where(identityOf(person))
  if (!person.role || person.role === operator.role) return operator
  // Groups must not remove the last owner: nobody could manage operators any longer.
  if (isLastOwner(await lockOwners(tx), operator)) return operator
  await tx.update(operators).set({ role: person.role }).where(eq(operators.id, operator.id))
  await recordDone(tx, ctx, 'operator.role', operator, {
    changes: { role: [operator.role, person.role] },
    detail: { by: 'groups of the single sign-on' },
  })
  return { ...operator, role: person.role }
}

async function link(tx: Tx, ctx: Ctx, operator: OperatorRecord, person: Person): Promise<OperatorRecord> {
  const now = ctx.now()
  const { issuer, subject, email } = person
  await tx
    .insert(operatorIdentities)
    .values({ issuer, subject, email, operatorId: operator.id, createdAt: now, lastUsedAt: now })
  return operator
}

async function provision(tx: Tx, ctx: Ctx, person: Person, role: Role): Promise<OperatorRecord | null> {
  // The e-mail address names them on screens. It never identifies them, and never takes over an operator who has it.
  const email = person.email ?? `${person.subject}@single-sign-on.invalid`
  const [operator] = await tx
    .insert(operators)
    .values({ id: crypto.randomUUID(), name: person.name, email, role, passwordHash: null, createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning()
  if (!operator) return null
  const detail = { email, role, by: 'groups of the single sign-on' }
  await recordDone(tx, ctx, 'operator.join', operator, { detail })
  return link(tx, ctx, operator, person)
}

async function refused(ctx: Ctx, person: Person | null, why: Refusal, from: SignInFrom): Promise<SignIn> {
  countSignIn('single sign-on', 'refused')
  await recordStranger(ctx, { by: 'single sign-on', why }, from.address, person?.email ? { email: person.email } : {})
  return { kind: 'refused' }
}

/**
 * A person returns from the issuer: counted before the answer is checked, because anybody may request this address.
 * Returns the seconds to wait, else null. A successful sign-in gives its attempt back.
 */
export async function countReturn(ctx: Ctx, address: string): Promise<number | null> {
  const seconds = await countGuess(ctx, [{ key: returnsOf(ctx, address), most: 200, minutes: 15 }])
  if (seconds === null) return null
  countSignIn('single sign-on', 'limited')
  await recordStranger(ctx, { by: 'single sign-on', why: 'too many tries' }, address)
  return seconds
}

const returnsOf = (ctx: Ctx, address: string | null) =>
  `sso:address:${ctx.vault.blind('guess', addressGroup(address ?? unknownAddress))}`
