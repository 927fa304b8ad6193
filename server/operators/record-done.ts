import 'server-only'
import type { AuditAction, Changes } from '@/lib/audit'
import { recordEvent } from '../audit/record'
import type { Tx } from '../platform/db/client'

/** Records that this was done to an operator. */
export function recordDone(
  tx: Tx,
  ctx: Parameters<typeof recordEvent>[1],
  action: AuditAction,
  { id, name }: { id: string; name: string },
  more: { detail?: Record<string, unknown>; changes?: Changes } = {},
): Promise<void> {
  return recordEvent(tx, ctx, { action, target: { kind: 'operator', id, label: name }, ...more, outcome: 'succeeded' })
}
