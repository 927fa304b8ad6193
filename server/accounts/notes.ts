import 'server-only'
import { desc, eq } from 'drizzle-orm'
import type { AccountNote } from '@/lib/accounts'
import type { Ctx, OperatorActor } from '../context'
import { accountNotes } from '../platform/db/schema'

/** The newest 200 notes about an account, newest first. */
export async function listNotes(ctx: Ctx<OperatorActor>, accountId: string): Promise<AccountNote[]> {
  const rows = await ctx.db
    .select({
      id: accountNotes.id,
      text: accountNotes.text,
      operatorName: accountNotes.operatorName,
      createdAt: accountNotes.createdAt,
    })
    .from(accountNotes)
    .where(eq(accountNotes.accountId, accountId))
    .orderBy(desc(accountNotes.createdAt), desc(accountNotes.id))
    .limit(200)
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString() }))
}
