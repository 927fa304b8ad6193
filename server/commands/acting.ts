import 'server-only'
import { eq } from 'drizzle-orm'
import { can, type Permission } from '@/lib/permissions'
import type { Ctx, OperatorActor, Services } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { operators } from '../platform/db/schema'

/**
 * Whether an operator still has the permission for work that they started: read each time, because roles change.
 * Returns the actor, or the reason why not, for people. @param about correlates log and audit with the request
 */
export async function actingFor(
  services: Services,
  db: Db | Tx,
  operatorId: string,
  permission: Permission,
  about: string,
): Promise<{ ctx: Ctx<OperatorActor> } | { refusal: string }> {
  const [operator] = await db.select().from(operators).where(eq(operators.id, operatorId))
  if (!operator) return { refusal: 'The person who asked for this is no longer an operator.' }
  if (operator.disabledAt) return { refusal: `${operator.name} was disabled.` }
  if (!can(operator.role, permission)) return { refusal: `${operator.name} no longer has permission for this.` }
  const actor = actorOf(operator, about, services.now())
  return { ctx: { ...services, actor, requestId: about } }
}

type Acting = Pick<typeof operators.$inferSelect, 'id' | 'name' | 'email' | 'role'>

export function actorOf(operator: Acting, sessionId: string, provenAt: Date): OperatorActor {
  const { id, name, email, role } = operator
  return { kind: 'operator', id, name, email, role, sessionId, provenAt }
}
