import 'server-only'
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { OpenCreate } from '@/lib/accounts'
import { toCommandView } from '../commands/queries'
import type { Ctx } from '../context'
import { commands } from '../db/schema'

/** Creates whose outcome nobody knows, newest first. */
export async function openCreates(ctx: Ctx): Promise<OpenCreate[]> {
  const rows = await ctx.db
    .select()
    .from(commands)
    .where(and(eq(commands.action, 'account.create'), eq(commands.state, 'unknown')))
    .orderBy(desc(commands.sentAt))
    .limit(20)
  return rows.map(row => ({
    command: toCommandView(row),
    name: String(row.input.name ?? ''),
    email: String(row.input.email ?? ''),
  }))
}

/** Whether another form is already creating an account with this e-mail, its end not known. */
export async function createUnderWay(ctx: Ctx, email: string, formId: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: commands.id })
    .from(commands)
    .where(
      and(
        eq(commands.action, 'account.create'),
        inArray(commands.state, ['in_flight', 'unknown']),
        sql`${commands.input} ->> 'email' = ${email}`,
        ne(commands.id, formId),
      ),
    )
    .limit(1)
  return row !== undefined
}
