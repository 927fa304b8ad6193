import 'server-only'
import { eq } from 'drizzle-orm'
import type { Changes } from '@/lib/audit'
import type { CommandRow } from '../commands/remote'
import type { Ctx } from '../context'
import { readAccount } from '../mirror/account'
import type { Tx } from '../platform/db/client'
import { accounts } from '../platform/db/schema'
import { askedColumns } from './status-columns'

/**
 * Writes a change to the mirror that a person found carried out and that no list will ever show. Only statuses: the
 * console settles pricing and limits itself, and a created account appears with the next sweep.
 */
export async function writeFoundDone(tx: Tx, ctx: Ctx, command: CommandRow): Promise<Changes | null> {
  const before = await readAccount(tx, command.targetId)
  if (!before) return null
  const columns = askedColumns(command, ctx.now())
  await tx.update(accounts).set(columns).where(eq(accounts.id, before.id))
  return { status: [before.status, columns.status] }
}
