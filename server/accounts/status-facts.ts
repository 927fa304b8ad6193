import 'server-only'
import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountDetail, AccountView, Connections, DisabledOutside } from '@/lib/accounts'
import type { Ctx } from '../context'
import { notSwept } from '../mirror/drift'
import { accounts, commands, drift, syncRuns } from '../platform/db/schema'
import { statusActions } from './calls'
import { disableTicket } from './ticket'

/** How an account came to be disabled, and what an enable left off, as far as audit and sweeps show it. */
export async function statusFacts(
  ctx: Ctx,
  account: AccountDetail,
): Promise<Pick<AccountView, 'disabledOutside' | 'disableTicket' | 'connections'>> {
  const outside = account.status === 'disabled' && account.disabledAt === null && account.pending === null
  return {
    disabledOutside: outside ? await disabledOutside(ctx, account.id) : null,
    disableTicket: account.status === 'disabled' ? await ticketOf(ctx, account.id) : null,
    connections: account.status === 'enabled' ? await connectionsOf(ctx, account.id) : null,
  }
}

async function ticketOf(ctx: Ctx, accountId: string): Promise<string | null> {
  const [row] = await ctx.db.select({ ticket: disableTicket }).from(accounts).where(eq(accounts.id, accountId))
  return row?.ticket ?? null
}

/** When a sweep first saw the newest change to this status that was not made here. */
async function changedOutsideAt(ctx: Ctx, accountId: string, to: 'enabled' | 'disabled'): Promise<Date | null> {
  const [newest] = await ctx.db
    .select({ after: drift.after, seenAt: drift.seenAt })
    .from(drift)
    .where(and(eq(drift.accountId, accountId), eq(drift.field, 'status'), lt(drift.seenAt, notSwept)))
    .orderBy(desc(drift.seenAt), desc(drift.id))
    .limit(1)
  return newest?.after === to ? newest.seenAt : null
}

async function disabledOutside(ctx: Ctx, accountId: string): Promise<DisabledOutside> {
  const seenAt = await changedOutsideAt(ctx, accountId, 'disabled')
  if (!seenAt) return { seenAt: null, trigger: null }
  const [run] = await ctx.db.select({ trigger: syncRuns.trigger }).from(syncRuns).where(eq(syncRuns.startedAt, seenAt))
  return { seenAt: seenAt.toISOString(), trigger: run?.trigger ?? null }
}

const enableInput = z.object({ reenableConnections: z.boolean() })
const enableResult = z.object({ connectionsMarked: z.object({ by: z.string(), at: z.string() }) })

/** Null where no operator enabled the account here: then nothing is known. */
async function connectionsOf(ctx: Ctx, accountId: string): Promise<Connections | null> {
  const [[newest], outsideAt] = await Promise.all([
    ctx.db
      .select()
      .from(commands)
      .where(
        and(
          eq(commands.targetKind, 'account'),
          eq(commands.targetId, accountId),
          inArray(commands.action, [...statusActions]),
          eq(commands.state, 'succeeded'),
        ),
      )
      .orderBy(desc(commands.sentAt), desc(commands.id))
      .limit(1),
    changedOutsideAt(ctx, accountId, 'enabled'),
  ])
  if (outsideAt && (!newest || outsideAt > newest.sentAt)) return { state: 'unknown', at: outsideAt.toISOString() }
  const asked = enableInput.safeParse(newest?.input).data
  if (newest?.action !== 'account.enable' || !asked) return null
  const done = { by: newest.actorName, at: (newest.finishedAt ?? newest.sentAt).toISOString() }
  if (asked.reenableConnections) return { state: 'requested', ...done }
  const marked = enableResult.safeParse(newest.result).data?.connectionsMarked
  return marked ? { state: 'marked', ...marked } : { state: 'off', commandId: newest.id, ...done }
}
