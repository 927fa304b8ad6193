import 'server-only'
import { and, desc, eq, gte, inArray, or } from 'drizzle-orm'
import { z } from 'zod'
import { AppError, invalid, type Problem } from '@/lib/errors'
import type { OrganizationUser } from '@/lib/managed-account'
import { type Roster, type RosterScreen, type RosterUser, sameEmail, type UserDetail } from '@/lib/organization'
import type { Ctx, OperatorActor } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { keepSnapshot } from '../platform/db/keep-snapshot'
import { commands, snapshots } from '../platform/db/schema'
import { orLate } from '../platform/or-late'
import { askTelnyx } from '../telnyx/ask'
import { isUserId } from '../telnyx/parse'
import { keepChanges, readNews } from './changes'

export const rosterKey = 'organization_roster'

/** A younger roster is not read again; a failed read is not repeated before this time is over. */
const freshMs = 15_000
const failedMs = 5_000
/** When an older roster is available, an answer waits this long for a new one; the read continues in the background. */
const patienceMs = 3_000
const pageSize = 250
/** A bound for a list that never ends: far more pages than any organization has. */
const maxPages = 200

const group = z.object({ id: z.string(), name: z.string() })
const users = z.array(
  z.object({
    id: z.string(),
    email: z.string().nullable(),
    isOwner: z.boolean().nullable(),
    status: z.string().nullable(),
    bypassesSso: z.boolean().nullable(),
    createdAt: z.string().nullable(),
    lastSignInAt: z.string().nullable(),
    groups: z.array(group).nullable(),
  }),
)
const snapshotShape = z.object({
  unreadable: z.number(),
  users,
  /** Only of an incomplete list, which proves no change: the last complete one, if there was one. */
  partial: z.optional(z.object({ complete: z.nullable(z.object({ users, observedAt: z.coerce.date() })) })),
})

type Snapshot = z.infer<typeof snapshotShape> & { observedAt: Date }
type Attempt = { began: number; ended: number; running: Promise<Problem | null> | null; problem: Problem | null }

const slow: Problem = {
  code: 'unavailable',
  message: 'Telnyx is taking a long time to answer.',
  hint: 'The console keeps asking. This screen updates when Telnyx answers.',
}

/** One read per database, shared by every bundle of this process. */
const store = globalThis as { consoleRosterAttempts?: WeakMap<object, Attempt> }

function attemptOf(ctx: Ctx): Attempt {
  store.consoleRosterAttempts ??= new WeakMap()
  const known = store.consoleRosterAttempts.get(ctx.db)
  if (known) return known
  const fresh: Attempt = {
    began: Number.NEGATIVE_INFINITY,
    ended: Number.NEGATIVE_INFINITY,
    running: null,
    problem: null,
  }
  store.consoleRosterAttempts.set(ctx.db, fresh)
  return fresh
}

/** The users as Telnyx reports or last reported them, and why there is nothing newer. Throws with nothing to show. */
export async function getRoster(ctx: Ctx<OperatorActor>): Promise<Roster> {
  const before = await readSnapshot(ctx.db)
  let problem: Problem | null = null
  if (!before || ctx.now().getTime() - before.observedAt.getTime() >= freshMs) problem = await refresh(ctx, before)
  const roster = (await readSnapshot(ctx.db)) ?? before
  if (!roster) throw new AppError(problem ?? slow)
  return {
    users: await withCommands(ctx, roster.users, roster.observedAt),
    observedAt: roster.observedAt.toISOString(),
    problem,
    unreadable: roster.unreadable,
    complete: roster.partial === undefined,
  }
}

/** The roster with the news for this operator, which are read after it because reading it may add some. */
export async function rosterScreen(ctx: Ctx<OperatorActor>): Promise<RosterScreen> {
  const roster = await getRoster(ctx)
  return { ...roster, news: await readNews(ctx) }
}

/** One user as Telnyx reports it now. Throws AppError: not_found, or why Telnyx could not be asked. */
export async function getUser(ctx: Ctx<OperatorActor>, id: string): Promise<UserDetail> {
  if (!isUserId(id)) throw invalid('This is not the id of an organization user.')
  const observedAt = ctx.now()
  const user = await askTelnyx(() =>
    ctx.telnyx.organization.retrieveUser(id, { includeGroups: true }, { lane: 'click' }),
  )
  const [shown] = await withCommands(ctx, [user], observedAt, true)
  return { user: shown ?? mark(ctx, user, null), observedAt: observedAt.toISOString() }
}

/** One read at a time, shared by all callers. Returns why there is nothing newer, or null. */
async function refresh(ctx: Ctx, before: Snapshot | null): Promise<Problem | null> {
  const attempt = attemptOf(ctx)
  if (!attempt.running) {
    const now = ctx.now().getTime()
    if (attempt.problem && now - attempt.ended < failedMs) return attempt.problem
    // Another caller's read ended after this caller had found its roster too old.
    if (before && !attempt.problem && now - attempt.began < freshMs) return null
    attempt.began = now
    attempt.running = readFromTelnyx(ctx)
      .then(
        () => null,
        error => {
          if (error instanceof AppError) return error.problem
          ctx.log.error({ err: error }, 'the roster could not be read')
          return { code: 'internal', message: 'The console could not read the roster.' } satisfies Problem
        },
      )
      .then(problem => {
        Object.assign(attempt, { ended: ctx.now().getTime(), running: null, problem })
        return problem
      })
  }
  return before ? orLate(attempt.running, patienceMs, slow) : attempt.running
}

/** All pages or nothing. A list whose figures do not add up is kept as incomplete: it proves no change. */
async function readFromTelnyx(ctx: Ctx): Promise<void> {
  const observedAt = ctx.now()
  const users = new Map<string, OrganizationUser>()
  const totals = new Set<number>()
  let unreadable = 0
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await askTelnyx(() =>
      ctx.telnyx.organization.listUsers({ page, size: pageSize, includeGroups: true }, { lane: 'click' }),
    )
    for (const user of answer.rows) users.set(user.id, user)
    unreadable += answer.oddRows
    if (answer.page) totals.add(answer.page.totalResults)
    const last = answer.page ? page >= answer.page.totalPages : answer.rows.length + answer.oddRows < pageSize
    if (last) break
  }
  // An organization has at least its owner.
  if (users.size + unreadable === 0) {
    throw new AppError({
      code: 'upstream',
      message: 'Telnyx’s list of users is empty.',
      hint: 'That cannot be right. The console asks again in a few seconds.',
    })
  }
  // A list that changed between two pages may lack a user who is still there.
  const isWhole = unreadable === 0 && [...totals].every(total => total === users.size)
  await keepRoster(ctx, { users: [...users.values()], unreadable, observedAt }, isWhole)
}

/** Replaces the roster, and notes what changed since the last complete one. */
async function keepRoster(ctx: Ctx, roster: Omit<Snapshot, 'partial'>, isWhole: boolean): Promise<void> {
  const { unreadable, observedAt } = roster
  await ctx.db.transaction(async tx => {
    // Locked: of two processes that read at the same time, the second one compares with what the first one wrote.
    const before = await readSnapshot(tx, true)
    if (before && before.observedAt > observedAt) return
    const removed = await removedSince(tx, laggingSince(ctx, observedAt))
    const users = roster.users.filter(user => !removed.has(user.id))
    const complete = before && completeOf(before)
    if (complete && isWhole) await keepChanges(tx, complete, { users, observedAt })
    const value = { users, unreadable, ...(!isWhole && { partial: { complete } }) }
    await keepSnapshot(tx, rosterKey, value, observedAt)
  })
}

/** The last complete list, as of this snapshot. One of a former release is complete if all of it was readable. */
function completeOf({ users, unreadable, observedAt, partial }: Snapshot) {
  if (partial) return partial.complete
  return unreadable === 0 ? { users, observedAt } : null
}

async function readSnapshot(db: Db | Tx, lock = false): Promise<Snapshot | null> {
  const found = db.select().from(snapshots).where(eq(snapshots.key, rosterKey)).$dynamic()
  const [row] = await (lock ? found.for('update') : found)
  const parsed = snapshotShape.safeParse(row?.value)
  return row && parsed.success ? { ...parsed.data, observedAt: row.observedAt } : null
}

/** Keeps the roster as it is until the transaction ends, so that all its statements read the same one. */
export async function lockRoster(tx: Tx): Promise<{ observedAt: Date; complete: boolean } | null> {
  const roster = await readSnapshot(tx, true)
  return roster && { observedAt: roster.observedAt, complete: roster.partial === undefined }
}

/** A list of this moment may still show what changed after this instant. */
const laggingSince = (ctx: Ctx, observedAt: Date) => new Date(observedAt.getTime() - ctx.settings.listLag * 1_000)

/** Users whom this console removed since then. */
async function removedSince(tx: Tx, since: Date): Promise<Set<string>> {
  const rows = await tx
    .select({ id: commands.targetId })
    .from(commands)
    .where(and(removals, eq(commands.state, 'succeeded'), gte(commands.finishedAt, since)))
  return new Set(rows.map(row => row.id))
}

/** Our commands that remove a user. */
export const removals = and(
  eq(commands.targetKind, 'organization_user'),
  eq(commands.action, 'organization_user.remove'),
)

/**
 * Merges our own removals into Telnyx's list. The answer to a removal is newer than a list that was read before it, or
 * within LIST_LAG after it. An open removal replaces the status.
 */
async function withCommands(
  ctx: Ctx<OperatorActor>,
  users: readonly OrganizationUser[],
  observedAt: Date,
  keepRemoved = false,
): Promise<RosterUser[]> {
  const since = laggingSince(ctx, observedAt)
  const rows = await ctx.db
    .select({
      id: commands.id,
      targetId: commands.targetId,
      action: commands.action,
      state: commands.state,
      sentAt: commands.sentAt,
    })
    .from(commands)
    .where(
      and(
        removals,
        or(
          inArray(commands.state, ['in_flight', 'unknown']),
          and(eq(commands.state, 'succeeded'), gte(commands.finishedAt, since)),
        ),
      ),
    )
    .orderBy(desc(commands.sentAt))
  return users.flatMap(user => {
    const own = rows.filter(row => row.targetId === user.id)
    if (!keepRemoved && own.some(row => row.state === 'succeeded')) return []
    const open = own.find(row => row.state === 'in_flight') ?? own.find(row => row.state === 'unknown')
    if (open?.state !== 'in_flight' && open?.state !== 'unknown') return [mark(ctx, user, null)]
    const sentAt = open.sentAt.toISOString()
    return [mark(ctx, user, { id: open.id, action: open.action, state: open.state, sentAt, dueAt: null })]
  })
}

function mark(ctx: Ctx<OperatorActor>, user: OrganizationUser, pending: RosterUser['pending']): RosterUser {
  return { ...user, isSelf: user.email !== null && sameEmail(user.email, ctx.actor.email), pending }
}
