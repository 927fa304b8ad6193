import 'server-only'
import { randomUUID } from 'node:crypto'
import { and, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import type { ImportRow } from '@/lib/account-import'
import { isTypedName } from '@/lib/accounts'
import { AppError, type Problem } from '@/lib/errors'
import { type Claimed, endClaim, releaseClaim, renewClaim } from '../../commands/jobs/claim'
import { pauseFor } from '../../commands/jobs/item'
import type { OwnJob } from '../../commands/jobs/kinds'
import { isFinal, restWhileDown } from '../../commands/jobs/waiting'
import type { Ctx, Services } from '../../context'
import { accounts, auditEvents, commands } from '../../platform/db/schema'
import { TelnyxError, toProblem } from '../../telnyx/error'
import { type CreateRecord, checkEmail, createCall, listedWithEmail } from '../creation'

// The steps of an import line before its call: as for the form, its e-mail is checked at Telnyx.

/** After a look-up that failed, the pause before the next one, unless Telnyx names a longer time. Nothing was sent. */
const againMs = 5_000

/** The call for the line; or milliseconds to rest when the line ended without a call or was released. */
export const prepareImport: OwnJob['prepare'] = async (ctx, claimed, turn) => {
  const row = claimed.item.input as ImportRow
  if (await isUnanswered(ctx, claimed)) {
    const why = `Telnyx did not answer the last ${mostUnanswered} creates of this import.`
    await pauseFor(ctx, claimed, why, 'Resume it when Telnyx works again.')
    return 0
  }
  const permit = await turn()
  if (typeof permit === 'number') return permit
  const options = { lane: 'bulk', permit } as const
  try {
    const before = await checkEmail(ctx, row.email, randomUUID(), options)
    // Asking took a while: another worker may hold the item by now.
    if (!(await renewClaim(ctx, claimed))) return 0
    return (send, id) => createCall(ctx, id, { ...row, password: '' }, before, send)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.cause instanceof TelnyxError) return waitOrFail(ctx, claimed, error.cause)
    return (await endAsOurs(ctx, claimed, row)) ?? failRow(ctx, claimed, error).then(() => 0)
  } finally {
    permit.done({ outcome: 'unused' })
  }
}

/** Each create without an answer may end with a person who looks for the account. */
const mostUnanswered = 10

/**
 * Whether Telnyx answered none of the newest creates since the import was last resumed. Reads may work where creates do
 * not: then Telnyx does not count as down.
 */
async function isUnanswered({ db }: Ctx, { job }: Claimed): Promise<boolean> {
  const ofJob = and(eq(commands.jobId, job.id), eq(commands.action, 'account.create'))
  const unanswered = await db
    .select({ sentAt: commands.sentAt })
    .from(commands)
    // Not those that the console itself left open, as when its process ended.
    .where(and(ofJob, eq(commands.state, 'unknown'), sql`${commands.problem} ->> 'code' <> 'internal'`))
    .orderBy(desc(commands.sentAt))
    .limit(mostUnanswered)
  const first = unanswered[mostUnanswered - 1]
  if (!first) return false
  const [answered] = await db
    .select({ id: commands.id })
    .from(commands)
    .where(and(ofJob, gte(commands.sentAt, first.sentAt), inArray(commands.state, ['succeeded', 'failed'])))
    .limit(1)
  if (answered) return false
  const [resumed] = await db
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.targetKind, 'job'),
        eq(auditEvents.targetId, job.id),
        inArray(auditEvents.action, ['job.resume', 'job.retry']),
        gte(auditEvents.at, first.sentAt),
      ),
    )
    .limit(1)
  return resumed === undefined
}

/** Ends a line with the reason why it cannot be created, as one sentence: there is no field to show it next to. */
export async function failRow(services: Services, claimed: Claimed, error: AppError): Promise<void> {
  const { fields, ...problem } = error.problem
  const [message = problem.message] = Object.values(fields ?? {})
  await endClaim(services, claimed, { state: 'failed', problem: { ...problem, message } })
}

async function waitOrFail(ctx: Ctx, claimed: Claimed, error: TelnyxError): Promise<number> {
  if (isFinal(error)) {
    await failRow(ctx, claimed, new AppError(toProblem(error)))
    return 0
  }
  if (error.kind === 'circuit_open') return restWhileDown(ctx, claimed, error)
  await releaseClaim(ctx, claimed, new Date(ctx.now().getTime() + Math.max(error.retryAfterMs ?? 0, againMs)))
  return 0
}

const appeared: Problem = {
  code: 'conflict',
  message:
    'An account with this name and e-mail has appeared since an earlier attempt of this import: it was not created again.',
}

/**
 * An earlier attempt of this job may have created the account although a person said that it had not: then it exists,
 * and nothing is left to do. Null = the account belongs to another customer; a number = rest that many ms.
 */
async function endAsOurs(ctx: Ctx, claimed: Claimed, row: ImportRow): Promise<number | null> {
  const attempts = await ctx.db
    .select({ id: commands.id, input: commands.input })
    .from(commands)
    .where(
      and(
        eq(commands.jobId, claimed.job.id),
        eq(commands.action, 'account.create'),
        sql`${commands.input} ->> 'email' = ${row.email}`,
      ),
    )
  if (attempts.length === 0) return null
  try {
    const only = await appearedSince(ctx, row.email, attempts)
    if (only === null) return null
    const found = await ctx.telnyx.accounts.retrieve(only, { lane: 'bulk' })
    if (found.organizationName !== null && !isTypedName(found.organizationName, row.name)) return null
    await endClaim(ctx, claimed, { state: 'skipped', problem: appeared, accountId: only })
    return 0
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : error
    if (cause instanceof TelnyxError) return waitOrFail(ctx, claimed, cause)
    throw error
  }
}

/** The one account with the e-mail that is new since the attempts and of no other create; null = none, or several. */
async function appearedSince(
  ctx: Ctx,
  email: string,
  attempts: readonly { id: string; input: Record<string, unknown> }[],
): Promise<string | null> {
  const before = attempts.flatMap(({ input }) => (input as CreateRecord).before)
  const mirrored = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(sql`lower(${accounts.email})`, email), isNull(accounts.missingSince)))
  const listed = await listedWithEmail(ctx, email, { lane: 'bulk' })
  const fresh = [...new Set([...mirrored.map(one => one.id), ...listed])].filter(id => !before.includes(id))
  const [only] = fresh
  if (only === undefined || fresh.length > 1) return null
  const [others] = await ctx.db
    .select({ id: commands.id })
    .from(commands)
    .where(and(eq(commands.action, 'account.create'), eq(sql`${commands.result} ->> 'accountId'`, only)))
    .limit(1)
  return others ? null : only
}
