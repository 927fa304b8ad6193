import 'server-only'
import { and, asc, desc, eq, gt, isNull, max, sql } from 'drizzle-orm'
import type { OperatorLinkRow, OperatorRow, OperatorsPage } from '@/lib/operator'
import { sessionLimits } from '@/lib/session'
import type { Ctx, OperatorActor } from '../context'
import { operatorIdentities, operatorLinks, operatorPasskeys, operators, sessions } from '../platform/db/schema'

/** All operators, unused invitations and sign-in links: tens of rows, not thousands. */
export async function listOperators(ctx: Ctx<OperatorActor>): Promise<OperatorsPage> {
  return { operators: await operatorRows(ctx), links: await linkRows(ctx) }
}

async function operatorRows(ctx: Ctx<OperatorActor>): Promise<OperatorRow[]> {
  const now = ctx.now()
  const idleSince = new Date(now.getTime() - sessionLimits.idleMinutes * 60_000)
  const open = and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now), gt(sessions.activeAt, idleSince))
  const rows = await ctx.db
    .select({
      operator: operators,
      lastSeenAt: max(sessions.lastSeenAt),
      // A session that waits for a second factor does not count yet.
      open: sql<number>`count(*) filter (where ${open} and not ${sessions.factorPending})`.mapWith(Number),
      passkeys: ctx.db.$count(operatorPasskeys, eq(operatorPasskeys.operatorId, operators.id)),
      identities: ctx.db.$count(operatorIdentities, eq(operatorIdentities.operatorId, operators.id)),
    })
    .from(operators)
    .leftJoin(sessions, eq(sessions.operatorId, operators.id))
    .groupBy(operators.id)
    .orderBy(asc(sql`lower(${operators.name})`), asc(operators.id))
  return rows.map(({ operator, lastSeenAt, open: sessionsOpen, passkeys, identities }) => ({
    id: operator.id,
    name: operator.name,
    email: operator.email,
    role: operator.role,
    disabledAt: operator.disabledAt?.toISOString() ?? null,
    createdAt: operator.createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    sessions: sessionsOpen,
    hasPassword: operator.passwordHash !== null,
    totp: operator.totpConfirmedAt !== null,
    passkeys,
    singleSignOn: identities > 0,
    self: operator.id === ctx.actor.id,
  }))
}

async function linkRows(ctx: Ctx): Promise<OperatorLinkRow[]> {
  const now = ctx.now()
  const rows = await ctx.db
    .select()
    .from(operatorLinks)
    .where(and(isNull(operatorLinks.usedAt), isNull(operatorLinks.revokedAt)))
    .orderBy(desc(operatorLinks.createdAt))
    .limit(200)
  return rows.map(row => ({
    id: row.id,
    purpose: row.purpose,
    email: row.email,
    role: row.role,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    expired: row.expiresAt <= now,
  }))
}
