import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, desc, eq, gt, isNull, lt, ne, type SQL } from 'drizzle-orm'
import type { AuditAction } from '@/lib/audit'
import type { OwnSession } from '@/lib/operator'
import { sessionLimits } from '@/lib/session'
import { recordEvent } from '../audit/record'
import { actorOf } from '../commands/acting'
import type { Ctx, OperatorActor, Services } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { operators, sessions } from '../platform/db/schema'

export type OperatorRecord = typeof operators.$inferSelect

/** Where a sign-in comes from, as far as the server knows. */
export type Origin = { userAgent: string | null; address: string | null }

type Opening = { method: string; factorPending: boolean; provenAt?: Date }

/** Minutes in which a second factor must follow the password. */
const pendingMinutes = 5

/** Opens a session in the caller's transaction. A pending one is short, and may only prove the second factor. */
export async function openSession(
  tx: Db | Tx,
  ctx: Ctx,
  operator: OperatorRecord,
  from: Origin,
  opening: Opening,
): Promise<string> {
  const id = randomUUID()
  const now = ctx.now()
  const minutes = opening.factorPending ? pendingMinutes : sessionLimits.hours * 60
  await tx.insert(sessions).values({
    id,
    operatorId: operator.id,
    createdAt: now,
    lastSeenAt: now,
    activeAt: now,
    provenAt: opening.provenAt ?? now,
    expiresAt: new Date(now.getTime() + minutes * 60_000),
    userAgent: from.userAgent?.slice(0, 300) ?? null,
    address: from.address,
    method: opening.method,
    factorPending: opening.factorPending,
  })
  if (!opening.factorPending) {
    const acting = { ...ctx, actor: actorOf(operator, id, now) }
    await recordEvent(tx, acting, {
      action: 'session.sign_in',
      detail: { method: opening.method, ...(from.address && { address: from.address }) },
      outcome: 'succeeded',
    })
  }
  return id
}

/** The conditions of a live session, for this request only. */
function live(services: Services): SQL | undefined {
  const now = services.now()
  return and(
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, now),
    gt(sessions.activeAt, new Date(now.getTime() - sessionLimits.idleMinutes * 60_000)),
    isNull(operators.disabledAt),
    services.settings.mode === 'demo' ? undefined : eq(operators.demo, false),
  )
}

/** What every request needs to know of an operator: no hash and no secret. */
const actingColumns = {
  operator: { id: operators.id, name: operators.name, email: operators.email, role: operators.role },
  lastSeenAt: sessions.lastSeenAt,
  provenAt: sessions.provenAt,
}

/** The operator of a session, as the database has it now; null when it ended, or the operator may no longer act. */
export async function findSession(services: Services, sessionId: string): Promise<OperatorActor | null> {
  const [row] = await services.db
    .select(actingColumns)
    .from(sessions)
    .innerJoin(operators, eq(sessions.operatorId, operators.id))
    .where(and(eq(sessions.id, sessionId), eq(sessions.factorPending, false), live(services)))
  if (!row) return null
  const now = services.now()
  if (now.getTime() - row.lastSeenAt.getTime() > 60_000) {
    await services.db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, sessionId))
  }
  return actorOf(row.operator, sessionId, row.provenAt)
}

/** When this session ends whatever its operator does. */
export async function endOfSession(services: Services, sessionId: string): Promise<Date | null> {
  const [row] = await services.db
    .select({ expiresAt: sessions.expiresAt })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
  return row?.expiresAt ?? null
}

/** The operator who gave the right password and still has to prove the second factor; null when there is none. */
export async function findPending(services: Services, sessionId: string): Promise<OperatorRecord | null> {
  const [row] = await services.db
    .select({ operator: operators })
    .from(sessions)
    .innerJoin(operators, eq(sessions.operatorId, operators.id))
    .where(and(eq(sessions.id, sessionId), eq(sessions.factorPending, true), live(services)))
  return row?.operator ?? null
}

/** The operator did something: the idle time starts again. Do not call it for background requests of a screen. */
export async function markActive(services: Services, sessionId: string): Promise<void> {
  const now = services.now()
  await services.db
    .update(sessions)
    .set({ activeAt: now })
    .where(and(eq(sessions.id, sessionId), lt(sessions.activeAt, new Date(now.getTime() - 20_000))))
}

export async function endSession(ctx: Ctx, sessionId: string): Promise<void> {
  const actor = await findSession(ctx, sessionId)
  await ctx.db.transaction(async tx => {
    // A pending session ends without an audit entry: nobody was signed in.
    await revoke(tx, ctx, eq(sessions.id, sessionId))
    if (actor) await recordEvent(tx, { ...ctx, actor }, { action: 'session.sign_out', outcome: 'succeeded' })
  })
}

/** Ends an operator's sessions, except the one that is named. Returns how many it ended. */
export function endSessionsOf(tx: Tx, ctx: Ctx, operatorId: string, but?: string): Promise<number> {
  return revoke(tx, ctx, and(eq(sessions.operatorId, operatorId), but ? ne(sessions.id, but) : undefined))
}

/** Records what the operator did, and ends their other sessions. Returns how many. */
export async function recordAndEndOthers(
  tx: Tx,
  ctx: Ctx<OperatorActor>,
  action: AuditAction,
  detail: Record<string, unknown> = {},
): Promise<number> {
  const sessionsEnded = await endSessionsOf(tx, ctx, ctx.actor.id, ctx.actor.sessionId)
  await recordEvent(tx, ctx, { action, detail: { ...detail, sessionsEnded }, outcome: 'succeeded' })
  return sessionsEnded
}

export async function revoke(tx: Tx, ctx: Ctx, which: SQL | undefined): Promise<number> {
  const now = ctx.now()
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(which, isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id })
  return ended.length
}

export async function ownSessions(ctx: Ctx<OperatorActor>): Promise<OwnSession[]> {
  const rows = await ctx.db
    .select({ session: sessions })
    .from(sessions)
    .innerJoin(operators, eq(sessions.operatorId, operators.id))
    .where(and(eq(sessions.operatorId, ctx.actor.id), eq(sessions.factorPending, false), live(ctx)))
    .orderBy(desc(sessions.activeAt))
    .limit(100)
  return rows.map(({ session }) => ({
    id: session.id,
    current: session.id === ctx.actor.sessionId,
    createdAt: session.createdAt.toISOString(),
    activeAt: session.activeAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    userAgent: session.userAgent,
    address: session.address,
    method: session.method,
  }))
}
