import 'server-only'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Tx } from '../platform/db/client'
import { operators } from '../platform/db/schema'
import type { OperatorRecord } from './sessions'

/** Every active owner, locked in a fixed order: of two owners who remove each other, the second waits and sees it. */
export function lockOwners(tx: Tx): Promise<OperatorRecord[]> {
  return tx
    .select()
    .from(operators)
    .where(and(eq(operators.role, 'owner'), isNull(operators.disabledAt)))
    .orderBy(asc(operators.id))
    .for('update')
}

export function isLastOwner(owners: readonly OperatorRecord[], operator: OperatorRecord): boolean {
  return operator.role === 'owner' && !operator.disabledAt && !owners.some(owner => owner.id !== operator.id)
}
