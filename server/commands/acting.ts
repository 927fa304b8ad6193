import 'server-only'
import { eq } from 'drizzle-orm'
import { can, type Permission } from '@/lib/permissions'
import type { Ctx, OperatorActor, Services } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { operators } from '../platform/db/schema'

/**
 * Whether an operator may still do what they asked for earlier: read each time, because roles change while work goes on. The answer is
 * what it is done as, or why not, in words.
 * @param about ties log and record to what was asked for
 */
export async function actingFor(
  services: Services,
  db: Db | Tx,
  operatorId: string,
  permission: Permission,
  about: string,
): Promise<{ ctx: Ctx<OperatorActor> } | { refusal: string }> {
  const [operator] = await db.select().from(operators).where(eq(operators.id, operatorId))
  if (!operator) return { refusal: 'Whoever asked for this is no longer an operator.' }
  if (operator.disabledAt) return { refusal: `${operator.name} was disabled meanwhile.` }
  if (!can(operator.role, permission)) return { refusal: `${operator.name} no longer has the right to this.` }
  const actor = actorOf(operator, about, services.now())
  return { ctx: { ...services, actor, requestId: about } }
}

export function actorOf(operator: typeof operators.$inferSelect, sessionId: string, provenAt: Date): OperatorActor {
  const { id, name, email, role } = operator
  return { kind: 'operator', id, name, email, role, sessionId, provenAt }
}
