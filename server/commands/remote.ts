import 'server-only'
import { aliasedTable, and, eq, gt, inArray, lte, ne, sql } from 'drizzle-orm'
import { type AuditAction, type Changes, isAuditAction } from '@/lib/audit'
import { AppError, conflict, type Problem } from '@/lib/errors'
import { type AuditTarget, recordIntent, recordOutcome } from '../audit/record'
import type { Ctx } from '../context'
import { sqlState, type Tx } from '../platform/db/client'
import { commands } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import type { Life } from '../platform/heartbeat'
import { metrics } from '../platform/metrics'
import { orLate } from '../platform/or-late'
import type { Answer, CallOptions } from '../telnyx/client'
import { TelnyxError, toProblem } from '../telnyx/error'
import { Pending } from './define'
import { refuseWhileStopped, SendingStoppedError } from './sending/stop'

/** The result of a settled call: the audited change, and what the screen may show of it. */
export type Written = { changes?: Changes; result?: Record<string, unknown> }

/** What the screen is told: the result, or that it comes later. */
type Told = Record<string, unknown> | Pending

/** Merged into the options of the one call that is sent. */
export type Fence = Required<Pick<CallOptions, 'isFenced'>>

export type RemoteTarget = AuditTarget & { kind: 'account' | 'organization_user' }

export type RemoteCall<A> = {
  id: string
  action: AuditAction
  target: RemoteTarget
  reason?: string | null
  /** Recorded, stored with the command, and read by settling: never a password or a key. */
  input: Record<string, unknown>
  fingerprint?: string
  /** Older commands of these actions on the same target are superseded once this one is sent. */
  supersedes: readonly AuditAction[]
  /** The bulk job that the command is an item of. */
  jobId?: string
  /** Runs first in the intent's transaction: throws to keep the call from being sent. */
  claim?(tx: Tx): Promise<void>
  /** Telnyx's JSON pointers → names of our fields. */
  fieldOf?: Record<string, string>
  send(fence: Fence): Promise<Answer<A>>
  /** Writes the answer to the mirror, in the transaction of the outcome row. */
  write(tx: Tx, answer: A): Promise<Written>
  /** Only of a scheduled call: when it is sent again after a retryable problem. Null = it ends as failed. */
  again?(problem: Problem): { dueAt: Date; probes: number } | null
}

export type CommandRow = typeof commands.$inferSelect

/** What is known of the call of every command. */
export type KnownCall = Pick<RemoteCall<unknown>, 'id' | 'action' | 'target'>

/** Null for an action that this release does not know. */
export function callOf({ id, action, targetKind, targetId }: CommandRow): KnownCall | null {
  return isAuditAction(action) ? { id, action, target: { kind: targetKind, id: targetId } } : null
}

/** The command as it is now, locked until the transaction ends. */
export async function lockCommand(tx: Tx, id: string): Promise<CommandRow | undefined> {
  const [row] = await tx.select().from(commands).where(eq(commands.id, id)).for('update')
  return row
}

/** An action answers within this time; the screen polls for anything longer. */
const answerWithinMs = 2_500

/** Calls in flight: a stopping server waits for them. */
const store = globalThis as { consoleRunning?: Set<Promise<unknown>> }

function running(): Set<Promise<unknown>> {
  store.consoleRunning ??= new Set()
  return store.consoleRunning
}

export async function remoteCallsEnded(): Promise<void> {
  await Promise.allSettled([...running()])
}

/**
 * Intent row → call → outcome row with the mirror's change. No transaction is open during the call. Throws AppError
 * when Telnyx certainly did not do it; returns Pending when it takes long or the outcome is unknown.
 */
export async function runRemote<A>(ctx: Ctx, call: RemoteCall<A>): Promise<Told> {
  const life = ctx.heartbeat.life()
  const earlier = await begin(ctx, call, life)
  if (earlier) return answerAgain(earlier)
  const ended = carryOut(ctx, call, life)
  // A call that ends later records its failure: it is no unhandled rejection.
  ended.catch(() => {})
  return orLate(ended, answerWithinMs, new Pending(call.id))
}

/** The same for background work: resolves with any outcome, which the command's row holds. Throws if not started. */
export async function runRemoteToEnd<A>(ctx: Ctx, call: RemoteCall<A>): Promise<void> {
  const life = ctx.heartbeat.life()
  if (await begin(ctx, call, life)) return
  await toItsEnd(ctx, call, life)
}

/** Resolves with any outcome, which the command's row holds. */
async function toItsEnd<A>(ctx: Ctx, call: RemoteCall<A>, life: Life): Promise<void> {
  await carryOut(ctx, call, life).catch(error => {
    if (!(error instanceof AppError)) throw error
  })
}

function carryOut<A>(ctx: Ctx, call: RemoteCall<A>, life: Life): Promise<Told> {
  const work = finish(ctx, call, life)
  running().add(work)
  return work.finally(() => running().delete(work))
}

/** The command before its call: the intent that is recorded. */
type Intent = Omit<RemoteCall<unknown>, 'supersedes' | 'fieldOf' | 'send' | 'write' | 'again'>

/** Records a call that is sent later, unless it is undone. Throws conflict when one waits for the same target. */
export async function scheduleRemote(ctx: Ctx, call: Intent & { dueAt: Date }): Promise<Pending> {
  try {
    await ctx.db.transaction(async tx => {
      await refuseWhileStopped(tx)
      await call.claim?.(tx)
      await insertCommand(tx, ctx, call, { state: 'scheduled', dueAt: call.dueAt })
      await recordIntent(tx, ctx, intentOf(call))
    })
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    throw conflict(
      'A change to this account is waiting to be sent.',
      'Undo that change first, or wait until it has ended.',
    )
  }
  return new Pending(call.id)
}

/** Sends a scheduled call; resolves when it has ended, and at once when it was undone or cannot be sent now. */
export async function sendScheduled<A>(ctx: Ctx, call: RemoteCall<A>): Promise<void> {
  const life = ctx.heartbeat.life()
  try {
    const begun = await ctx.db.transaction(async tx => {
      await refuseWhileStopped(tx)
      await call.claim?.(tx)
      const rows = await tx
        .update(commands)
        .set({ state: 'in_flight', sentAt: ctx.now(), processId: life.id, probes: 0 })
        // Since it was chosen, it may have been undone, put on hold, or postponed by another process.
        .where(and(eq(commands.id, call.id), eq(commands.state, 'scheduled'), lte(commands.dueAt, ctx.now())))
        .returning({ id: commands.id })
      if (rows.length > 0) await supersedeOlder(tx, ctx, call)
      return rows.length > 0
    })
    if (!begun) return
  } catch (error) {
    // Another call to this account is in flight, so this one is sent later.
    if (sqlState(error) === '23505') return
    throw error
  }
  await toItsEnd(ctx, call, life)
}

const intentOf = (call: Intent) => ({
  action: call.action,
  commandId: call.id,
  target: call.target,
  reason: call.reason ?? null,
  detail: call.input,
})

function supersedeOlder(tx: Tx, ctx: Ctx, call: Superseding) {
  return tx
    .update(commands)
    .set({ state: 'superseded', finishedAt: ctx.now(), nextProbeAt: null })
    .where(
      and(
        eq(commands.targetKind, call.target.kind),
        eq(commands.targetId, call.target.id),
        eq(commands.state, 'unknown'),
        ne(commands.id, call.id),
        inArray(commands.action, [...call.supersedes]),
      ),
    )
}

type Begun = { state: 'scheduled'; dueAt: Date } | { state: 'in_flight'; processId: string | null }

async function insertCommand(tx: Tx, ctx: Ctx, call: Intent, as: Begun): Promise<void> {
  const actor = ctx.actor.kind === 'operator' ? ctx.actor : { id: 'system', name: 'system' }
  await tx.insert(commands).values({
    id: call.id,
    action: call.action,
    targetKind: call.target.kind,
    targetId: call.target.id,
    input: call.input,
    fingerprint: call.fingerprint ?? null,
    jobId: call.jobId ?? null,
    actorId: actor.id,
    actorName: actor.name,
    sentAt: ctx.now(),
    ...as,
  })
}

/** Commits the intent. Returns the earlier command when this id was used before with the same body. */
async function begin<A>(ctx: Ctx, call: RemoteCall<A>, life: Life): Promise<CommandRow | null> {
  await failpoint('command.before_intent')
  try {
    await ctx.db.transaction(async tx => {
      await refuseWhileStopped(tx)
      await call.claim?.(tx)
      // Inserting a ticket locks the account's row. Lock it before the commands, in the same order as `finish`, to
      // avoid a deadlock.
      if (call.target.kind === 'account' && call.input.ticket)
        await tx.execute(sql`select from accounts where id = ${call.target.id}::uuid for no key update`)
      await supersedeOlder(tx, ctx, call)
      await insertCommand(tx, ctx, call, { state: 'in_flight', processId: life.id })
      await recordIntent(tx, ctx, intentOf(call))
      await failpoint('command.in_intent')
    })
    return null
  } catch (error) {
    const isStopped = error instanceof SendingStoppedError
    if (!isStopped && sqlState(error) !== '23505') throw error
    const [same] = await ctx.db.select().from(commands).where(eq(commands.id, call.id))
    if (!same && isStopped) throw error
    if (!same) {
      throw conflict(
        'Another change to this account is still in progress.',
        'Wait until that change has ended. Then check the account before you repeat yours.',
      )
    }
    if (same.action !== call.action || same.fingerprint !== (call.fingerprint ?? null)) {
      throw conflict('This form was already sent with other values.', 'Open the form again to start over.')
    }
    return same
  }
}

function answerAgain(row: CommandRow): Told {
  if (row.state === 'succeeded') return row.result ?? {}
  if (row.state === 'failed' && row.problem) throw new AppError(row.problem)
  return new Pending(row.id)
}

async function finish<A>(ctx: Ctx, call: RemoteCall<A>, { isFenced }: Life): Promise<Told> {
  await failpoint('command.before_send')
  let answer: Answer<A>
  try {
    answer = await call.send({ isFenced })
  } catch (error) {
    await failpoint('command.after_failure')
    return endWithoutAnswer(ctx, call, error)
  }
  await failpoint('command.after_answer')
  let result: Record<string, unknown>
  try {
    result = await ctx.db.transaction(async tx => {
      const written = await call.write(tx, answer.data)
      if (await isOvertaken(tx, call)) throw new Overtaken()
      await closeCommand(tx, ctx, call, { state: 'succeeded', ...written, telnyxRequestId: answer.requestId })
      return written.result ?? {}
    })
  } catch (error) {
    if (error instanceof Overtaken) return endOvertaken(ctx, call, answer.requestId)
    // Telnyx did it, but our database did not store it: settled by reading, like every unknown outcome.
    ctx.log.error({ err: error, command: call.id }, 'the outcome of a command could not be written')
    return endWithoutAnswer(ctx, call, error)
  }
  await failpoint('command.after_outcome')
  return result
}

/** This process was frozen before it read the answer. Meanwhile a newer command was sent, which the mirror shows. */
class Overtaken extends Error {}

type Superseding = Pick<RemoteCall<unknown>, 'id' | 'target' | 'supersedes'>

/** Whether a newer command for the same fact was sent. Asked after the write, which has locked the mirror's row. */
async function isOvertaken(tx: Tx, { id, target, supersedes }: Superseding): Promise<boolean> {
  if (supersedes.length === 0) return false
  const newer = aliasedTable(commands, 'newer')
  const [found] = await tx
    .select({ id: newer.id })
    .from(commands)
    .innerJoin(
      newer,
      and(eq(newer.targetKind, target.kind), eq(newer.targetId, target.id), gt(newer.sentAt, commands.sentAt)),
    )
    .where(
      and(
        eq(commands.id, id),
        inArray(newer.action, [...supersedes]),
        // One whose outcome is open writes its own when it is known.
        eq(newer.state, 'succeeded'),
      ),
    )
    .limit(1)
  return found !== undefined
}

async function endOvertaken(ctx: Ctx, call: KnownCall, telnyxRequestId: string | null): Promise<Pending> {
  await ctx.db.transaction(tx => closeCommand(tx, ctx, call, { state: 'succeeded', telnyxRequestId }))
  return new Pending(call.id)
}

async function endWithoutAnswer<A>(ctx: Ctx, call: RemoteCall<A>, error: unknown): Promise<Pending> {
  const known = error instanceof TelnyxError ? error : null
  if (!known) ctx.log.error({ err: error, command: call.id }, 'a command failed unexpectedly')
  const problem: Problem = known
    ? toProblem(known, call.fieldOf)
    : { code: 'internal', message: 'The console could not finish this.' }
  const again = problem.retryable ? (call.again?.(problem) ?? null) : null
  if (again && (await scheduleAgain(ctx, call, again))) return new Pending(call.id)
  const state = known?.certainty === 'no' ? 'failed' : 'unknown'
  await ctx.db.transaction(tx =>
    closeCommand(tx, ctx, call, { state, problem, telnyxRequestId: known?.requestId ?? null }),
  )
  await failpoint('command.after_outcome')
  if (state === 'failed') throw new AppError(problem)
  return new Pending(call.id)
}

/** False = its state has changed, or a newer change to its target waits to be sent. */
async function scheduleAgain(ctx: Ctx, { id }: KnownCall, again: { dueAt: Date; probes: number }): Promise<boolean> {
  try {
    const rows = await ctx.db
      .update(commands)
      .set({ state: 'scheduled', processId: null, ...again })
      .where(and(eq(commands.id, id), eq(commands.state, 'in_flight')))
      .returning({ id: commands.id })
    return rows.length > 0
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    return false
  }
}

type Closing = Written & {
  state: 'succeeded' | 'failed' | 'unknown' | 'cancelled'
  problem?: Problem
  telnyxRequestId?: string | null
  /** What the person who settled the command found. */
  reason?: string
}

/** Ends a command (or marks it unknown) and records its outcome, in the caller's transaction. */
export async function closeCommand(tx: Tx, ctx: Ctx, call: KnownCall, closing: Closing): Promise<void> {
  const open = closing.state === 'unknown'
  const now = ctx.now()
  await tx
    .update(commands)
    .set({
      state: closing.state,
      problem: closing.problem ?? null,
      result: closing.result ?? null,
      finishedAt: open ? null : now,
      nextProbeAt: open
        ? sql`${commands.sentAt} + make_interval(secs => ${ctx.settings.patience.probeSeconds[0] ?? 0})`
        : null,
    })
    // A command that was superseded or settled in the meantime keeps its state.
    .where(and(eq(commands.id, call.id), inArray(commands.state, ['scheduled', 'in_flight', 'unknown'])))
  await recordOutcome(tx, ctx, {
    action: call.action,
    commandId: call.id,
    target: call.target,
    outcome: closing.state,
    ...(closing.changes && { changes: closing.changes }),
    ...(closing.problem && { problem: closing.problem }),
    ...(closing.reason && { reason: closing.reason }),
    telnyxRequestId: closing.telnyxRequestId ?? null,
  })
  // The caller's commit follows at once. Where it fails, this is one too many.
  metrics().commands.inc({ action: call.action, outcome: closing.state })
  await failpoint('command.in_outcome')
}
