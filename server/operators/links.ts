import 'server-only'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { AppError, conflict, notFound } from '@/lib/errors'
import type { IssuedLink } from '@/lib/operator'
import type { LinkInput } from '@/lib/operator-inputs'
import { can } from '@/lib/permissions'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor, Services } from '../context'
import { sqlState, type Tx } from '../platform/db/client'
import {
  operatorDevices,
  operatorLinks,
  operatorPasskeys,
  operatorRecoveryCodes,
  operators,
} from '../platform/db/schema'
import { lockOperator } from './factors'
import { checkNewPassword, hashPassword } from './passwords'
import { recordDone } from './record-done'
import { endSessionsOf, type OperatorRecord } from './sessions'

type LinkRecord = typeof operatorLinks.$inferSelect

const hours = 72
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex')

const open = (services: Pick<Services, 'now'>) =>
  and(isNull(operatorLinks.usedAt), isNull(operatorLinks.revokedAt), gt(operatorLinks.expiresAt, services.now()))

/** Makes a link in the caller's transaction; an earlier one for the same address becomes invalid. */
export async function issueLink(
  tx: Tx,
  ctx: Pick<Ctx, 'now'> & { settings: Pick<Services['settings'], 'appUrl'> },
  about: Pick<LinkRecord, 'purpose' | 'email' | 'role' | 'operatorId'>,
  maker: Pick<OperatorActor, 'id' | 'name'>,
): Promise<IssuedLink> {
  const token = randomBytes(24).toString('base64url')
  const now = ctx.now()
  const expiresAt = new Date(now.getTime() + hours * 3_600_000)
  await tx
    .update(operatorLinks)
    .set({ revokedAt: now })
    .where(and(eq(operatorLinks.email, about.email), open(ctx)))
  await tx.insert(operatorLinks).values({
    id: randomUUID(),
    hash: hashOfToken(token),
    ...about,
    createdById: maker.id,
    createdByName: maker.name,
    createdAt: now,
    expiresAt,
  })
  return { link: `${ctx.settings.appUrl}/join?token=${token}`, expiresAt: expiresAt.toISOString() }
}

export async function revokeLink(ctx: Ctx<OperatorActor>, id: string): Promise<void> {
  await ctx.db.transaction(async tx => {
    const [link] = await tx
      .update(operatorLinks)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(operatorLinks.id, id), open(ctx)))
      .returning()
    if (!link) throw notFound('This link')
    await recordEvent(tx, ctx, {
      action: 'operator.link_revoke',
      target: { kind: 'operator', id: link.operatorId ?? link.id, label: link.email },
      detail: { purpose: link.purpose },
      outcome: 'succeeded',
    })
  })
}

/** What an unused link is for; null when it does not exist, was used or withdrawn, or has expired. */
export async function findLink(services: Services, token: string): Promise<LinkRecord | null> {
  const [link] = await services.db
    .select()
    .from(operatorLinks)
    .where(and(eq(operatorLinks.hash, hashOfToken(token)), open(services)))
  return link ?? null
}

/** Uses up the link. Of parallel uses, exactly one gets the row. */
async function takeLink(tx: Tx, ctx: Ctx, token: string): Promise<LinkRecord> {
  const [link] = await tx
    .update(operatorLinks)
    .set({ usedAt: ctx.now() })
    .where(and(eq(operatorLinks.hash, hashOfToken(token)), open(ctx)))
    .returning()
  if (!link) throw gone()
  // A link counts only as long as its maker could still make it.
  const [maker] = await tx.select().from(operators).where(eq(operators.id, link.createdById))
  if (!maker || maker.disabledAt || !can(maker.role, 'operators.manage')) throw gone()
  return link
}

/** Sign-in links of an operator become invalid when the operator is disabled. */
export async function revokeLinksFor(tx: Tx, ctx: Ctx, operatorId: string): Promise<void> {
  await tx
    .update(operatorLinks)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(operatorLinks.operatorId, operatorId), isNull(operatorLinks.usedAt), isNull(operatorLinks.revokedAt)))
}

function gone(): AppError {
  return new AppError({
    code: 'forbidden',
    message: 'This link is no longer valid.',
    hint: 'It works once, for three days. Ask an owner of this console for a new one.',
  })
}

/** Makes the invited operator; for a sign-in link, sets a password that replaces all former ways of signing in. */
export async function acceptLink(ctx: Ctx, input: LinkInput): Promise<void> {
  const link = await findLink(ctx, input.token)
  if (!link) throw gone()
  const name = link.purpose === 'join' ? input.name : 'kept'
  if (!name) throw new AppError({ code: 'invalid', message: 'Enter your name.', fields: { name: 'Enter your name.' } })
  await checkNewPassword(input.password, { known: [name, link.email], hasFactor: false })
  const passwordHash = await hashPassword(input.password)
  await ctx.db.transaction(async tx => {
    const taken = await takeLink(tx, ctx, input.token)
    if (taken.purpose === 'join') await join(tx, ctx, taken, { name, passwordHash })
    else await reset(tx, ctx, taken, passwordHash)
  })
}

/** The operator that an accepted invitation makes, in the caller's transaction. */
async function join(
  tx: Tx,
  ctx: Ctx,
  link: LinkRecord,
  own: { name: string; passwordHash: string | null },
): Promise<OperatorRecord> {
  const id = randomUUID()
  const values = { id, email: link.email, role: link.role, createdAt: ctx.now(), ...own }
  const [operator] = await tx
    .insert(operators)
    .values(values)
    .returning()
    .catch(error => {
      if (sqlState(error) === '23505') throw conflict('An operator with this e-mail address already exists.')
      throw error
    })
  if (!operator) throw new Error('an operator was not inserted')
  await tx.update(operatorLinks).set({ operatorId: id }).where(eq(operatorLinks.id, link.id))
  const detail = { email: link.email, role: link.role, invitedBy: link.createdByName }
  await recordDone(tx, ctx, 'operator.join', operator, { detail })
  return operator
}

/** By an invitation accepted through single sign-on: no password is stored here. */
export async function joinByIdentity(tx: Tx, ctx: Ctx, token: string, name: string): Promise<OperatorRecord> {
  const link = await takeLink(tx, ctx, token)
  if (link.purpose !== 'join') throw gone()
  return join(tx, ctx, link, { name, passwordHash: null })
}

async function reset(tx: Tx, ctx: Ctx, link: LinkRecord, passwordHash: string): Promise<void> {
  if (!link.operatorId) throw gone()
  const operator = await lockOperator(tx, link.operatorId)
  await tx
    .update(operators)
    .set({ passwordHash, passwordShort: false, totpSecret: null, totpConfirmedAt: null, totpLastStep: null })
    .where(eq(operators.id, operator.id))
  await tx.delete(operatorPasskeys).where(eq(operatorPasskeys.operatorId, operator.id))
  await tx.delete(operatorRecoveryCodes).where(eq(operatorRecoveryCodes.operatorId, operator.id))
  await tx.delete(operatorDevices).where(eq(operatorDevices.operatorId, operator.id))
  const sessionsEnded = await endSessionsOf(tx, ctx, operator.id)
  const detail = { requestedBy: link.createdByName, sessionsEnded }
  await recordDone(tx, ctx, 'operator.reset_used', operator, { detail })
}
