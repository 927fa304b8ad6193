import 'server-only'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { CommandView } from '@/lib/command'
import { invalid, notFound } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../context'
import { commands } from '../platform/db/schema'
import type { CommandRow } from './remote'

export function toCommandView(row: CommandRow): CommandView {
  return {
    id: row.id,
    action: row.action,
    targetId: row.targetId,
    actorName: row.actorName,
    state: row.state,
    needsPerson: row.state === 'unknown' && row.nextProbeAt === null,
    problem: row.problem,
    result: row.result,
    sentAt: row.sentAt.toISOString(),
    dueAt: row.state === 'scheduled' ? (row.dueAt?.toISOString() ?? null) : null,
  }
}

/** Throws not_found. */
export async function getCommand(ctx: Ctx<OperatorActor>, id: string): Promise<CommandView> {
  const [row] = await ctx.db.select().from(commands).where(eq(commands.id, id))
  if (!row) throw notFound('This command')
  return toCommandView(row)
}

/** Commands with an unknown outcome, newest first: of one account, or of all. */
export async function openCommands(ctx: Ctx<OperatorActor>, accountId?: string): Promise<CommandView[]> {
  const rows = await ctx.db
    .select()
    .from(commands)
    .where(
      and(
        inArray(commands.state, ['scheduled', 'in_flight', 'unknown']),
        accountId ? and(eq(commands.targetKind, 'account'), eq(commands.targetId, accountId)) : undefined,
      ),
    )
    .orderBy(desc(commands.sentAt))
    .limit(100)
  return rows.map(toCommandView)
}

/** Throws AppError for a text that cannot be a command's id. */
export function commandIdOf(value: string | undefined): string {
  const parsed = z.uuid().safeParse(value)
  if (!parsed.success) throw invalid('This is not a command’s id.')
  return parsed.data
}
