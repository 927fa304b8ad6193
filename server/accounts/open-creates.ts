import 'server-only'
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { OpenCreate, SentCreate } from '@/lib/accounts'
import { toCommandView } from '../commands/queries'
import type { CommandRow } from '../commands/remote'
import type { Ctx } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { commands } from '../platform/db/schema'

/** Creates with an unknown outcome, newest first. */
export function openCreates(ctx: Ctx): Promise<OpenCreate[]> {
  return createsIn(ctx, ['unknown'], 20)
}

/** Creates with an unknown outcome, and those that Telnyx has not answered yet. */
export function createsNotEnded(ctx: Ctx): Promise<OpenCreate[]> {
  return createsIn(ctx, ['in_flight', 'unknown'], 200)
}

async function createsIn(ctx: Ctx, states: ('in_flight' | 'unknown')[], most: number): Promise<OpenCreate[]> {
  const rows = await ctx.db
    .select()
    .from(commands)
    .where(and(eq(commands.action, 'account.create'), inArray(commands.state, states)))
    .orderBy(desc(commands.sentAt))
    .limit(most)
  return rows.map(toOpenCreate)
}

/** What one form sent; null when it never arrived. */
export async function createOfForm(ctx: Ctx, formId: string): Promise<SentCreate | null> {
  const [row] = await ctx.db
    .select()
    .from(commands)
    .where(and(eq(commands.id, formId), eq(commands.action, 'account.create')))
  if (!row) return null
  const { rollupBilling, customPricing, hasPassword } = row.input
  const { command, name, email } = toOpenCreate(row)
  const flags = { rollupBilling: rollupBilling === true, customPricing: customPricing === true }
  return { command, wanted: { name, email, ...flags, hasPassword: hasPassword === true } }
}

function toOpenCreate(row: CommandRow): OpenCreate {
  return { command: toCommandView(row), name: String(row.input.name ?? ''), email: String(row.input.email ?? '') }
}

/** Whether another form is creating an account with this e-mail and has not ended. */
export async function createUnderWay(db: Db | Tx, email: string, formId: string): Promise<boolean> {
  const isOpen = and(eq(commands.action, 'account.create'), inArray(commands.state, ['in_flight', 'unknown']))
  const isSame = and(sql`${commands.input} ->> 'email' = ${email}`, ne(commands.id, formId))
  return (await db.$count(commands, and(isOpen, isSame))) > 0
}
