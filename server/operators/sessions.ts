import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { signInInput } from '@/lib/operator'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor, Services } from '../context'
import { operators, sessions } from '../db/schema'
import { verifyPassword } from './passwords'

/** A session ends after this time whatever happens in it. */
export const sessionHours = 12

/** Checks a password and opens a session. Null for every reason of refusal alike; the reason is on record only. */
export async function signIn(
  ctx: Ctx,
  raw: unknown,
  userAgent: string | null,
): Promise<{ operatorId: string; sessionId: string } | null> {
  const input = signInInput.safeParse(raw)
  if (!input.success) return null
  const [operator] = await ctx.db.select().from(operators).where(eq(operators.email, input.data.email))
  const right = await verifyPassword(operator?.passwordHash ?? null, input.data.password)
  // A demo's password is published: such an operator is nobody in a real database.
  const welcome = operator && !operator.disabledAt && (!operator.demo || ctx.settings.mode === 'demo')
  if (!right || !welcome) {
    await recordEvent(ctx.db, ctx, {
      action: 'session.sign_in_failed',
      ...(operator && { target: { kind: 'operator', id: operator.id, label: operator.name } }),
      outcome: 'denied',
    })
    return null
  }
  const sessionId = randomUUID()
  const now = ctx.now()
  await ctx.db.transaction(async tx => {
    await tx.insert(sessions).values({
      id: sessionId,
      operatorId: operator.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + sessionHours * 3_600_000),
      userAgent: userAgent?.slice(0, 300) ?? null,
    })
    await recordEvent(
      tx,
      { ...ctx, actor: actorOf(operator, sessionId) },
      { action: 'session.sign_in', outcome: 'succeeded' },
    )
  })
  return { operatorId: operator.id, sessionId }
}

/** The operator behind a session as the database has it now; null when it ended, expired, or the operator may no longer act. */
export async function findSession(services: Services, sessionId: string): Promise<OperatorActor | null> {
  const now = services.now()
  const [row] = await services.db
    .select({ operator: operators, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(operators, eq(sessions.operatorId, operators.id))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        isNull(operators.disabledAt),
        services.settings.mode === 'demo' ? undefined : eq(operators.demo, false),
      ),
    )
  if (!row) return null
  if (now.getTime() - row.lastSeenAt.getTime() > 60_000) {
    await services.db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, sessionId))
  }
  return actorOf(row.operator, sessionId)
}

export async function endSession(ctx: Ctx, sessionId: string): Promise<void> {
  const actor = await findSession(ctx, sessionId)
  if (!actor) return
  await ctx.db.transaction(async tx => {
    await tx.update(sessions).set({ revokedAt: ctx.now() }).where(eq(sessions.id, sessionId))
    await recordEvent(tx, { ...ctx, actor }, { action: 'session.sign_out', outcome: 'succeeded' })
  })
}

function actorOf(operator: typeof operators.$inferSelect, sessionId: string): OperatorActor {
  return {
    kind: 'operator',
    id: operator.id,
    name: operator.name,
    email: operator.email,
    role: operator.role,
    sessionId,
  }
}
