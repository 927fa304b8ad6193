import 'server-only'
import { and, asc, eq, lte, notInArray, sql } from 'drizzle-orm'
import { undoCommandInput } from '@/lib/account-inputs'
import { conflict, notFound, type Problem } from '@/lib/errors'
import { recordEvent } from '../audit/record'
import { type Ctx, type Services, systemContext } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { commands } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import type { Permit } from '../telnyx/client'
import { TelnyxError } from '../telnyx/error'
import { actingFor } from './acting'
import { admitClick } from './approvals/endangered'
import { defineCommand } from './define'
import { mostAttempts, nextTry } from './jobs/follow'
import { type CommandRow, callOf, closeCommand, lockCommand, sendScheduled } from './remote'
import { remoteActionOf } from './remote-actions'
import { accountNames } from './sending/hold'
import { refuseWhileStopped, SendingStoppedError, sendingGoesOn } from './sending/stop'

/** Scheduled calls in flight at once in a process: a hung one occupies one slot. Clicks have separate slots. */
const atOnce = 6
/** How long one change waits for its turn, in milliseconds; after that the next due change may try. */
const turnMs = 5_000
/** A failure that takes longer, in milliseconds, may come after a standstill: then changes wait for a person. */
const promptMs = 30_000

/** Whether background work may begin calls: not after a standstill, and not while their outcome could not be stored. */
export function mayBegin({ heartbeat, hasRoom }: Services): boolean {
  return !heartbeat.life().isFenced() && hasRoom?.() !== false
}

type Sender = {
  /** Starts sending due changes, as many as have a free place, and does not wait for the calls to end. */
  turn(): Promise<void>
  /** Resolves when no call is in flight. */
  ended(): Promise<void>
}

/**
 * Sends changes whose undo time is over. Due changes are read from the database, so none is lost when a process ends.
 * @param failed gets errors of the console itself; the change is tried again
 */
export function createSender(services: Services, signal: AbortSignal, failed: (error: unknown) => void): Sender {
  const underWay = new Map<string, Promise<void>>()
  return {
    async turn() {
      const free = atOnce - underWay.size
      if (free <= 0 || signal.aborted || !mayBegin(services)) return
      for (const row of await dueCommands(services, [...underWay.keys()], free)) {
        const work = sendOne(services, row, signal)
          .catch(failed)
          .finally(() => underWay.delete(row.id))
        underWay.set(row.id, work)
      }
    },
    async ended() {
      await Promise.all(underWay.values())
    },
  }
}

/** Changes that are due, oldest first. An account with a call in flight is left out until that call has ended. */
function dueCommands(services: Services, except: readonly string[], most: number): Promise<CommandRow[]> {
  return services.db
    .select()
    .from(commands)
    .where(
      and(
        eq(commands.state, 'scheduled'),
        lte(commands.dueAt, services.now()),
        sendingGoesOn,
        notInArray(commands.id, [...except]),
        sql`not exists (
          select 1 from commands busy where busy.state = 'in_flight'
            and busy.target_kind = ${commands.targetKind} and busy.target_id = ${commands.targetId}
        )`,
      ),
    )
    .orderBy(asc(commands.dueAt))
    .limit(most)
}

/** Waits for the limiter's turn first: until then, the command can be undone. */
async function sendOne(services: Services, row: CommandRow, signal: AbortSignal): Promise<void> {
  try {
    const { ctx, operation, call } = await preparedNow(services, services.db, row)
    const permit = await turnFor(services, operation, signal)
    if (!permit) return
    try {
      await failpoint('scheduled.after_turn')
      const claim = async (tx: Tx) => void (await preparedNow(services, tx, row))
      const again = sendingAgain(services, row)
      await sendScheduled(ctx, { id: row.id, ...call({ lane: 'click', permit }), claim, again })
    } finally {
      permit.done({ outcome: 'unused' })
    }
  } catch (error) {
    if (error instanceof SendingStoppedError) return
    if (!(error instanceof NotToBeSent)) throw error
    await giveUp(services, row, error.message)
  }
}

/** A temporary failure is retried as often as that of a job's item, unless this process stood still in between. */
function sendingAgain({ now }: Services, { probes }: CommandRow) {
  const attempts = probes + 1
  const begun = now().getTime()
  return (problem: Problem) =>
    attempts < mostAttempts && now().getTime() - begun < promptMs
      ? { dueAt: nextTry({ attempts }, problem, now()), probes: attempts }
      : null
}

/** Null = not now: Telnyx is down or busy, or the console stops. */
async function turnFor({ telnyx }: Services, operation: string, signal: AbortSignal): Promise<Permit | null> {
  try {
    return await telnyx.turn({ lane: 'click', operation, signal, maxWaitMs: turnMs })
  } catch (error) {
    if (error instanceof TelnyxError) return null
    throw error
  }
}

/** Nothing was changed, and nothing will be sent: the message says why. */
class NotToBeSent extends Error {
  override readonly name = 'NotToBeSent'
}

/** The call and the operator it is sent for, as of now. Throws NotToBeSent. */
async function preparedNow(services: Services, db: Db | Tx, row: CommandRow) {
  const action = remoteActionOf(row.action)
  if (!action?.scheduled) throw new Error(`no scheduled action ${row.action}`)
  const { permission, scheduled } = action
  const acting = await actingFor(services, db, row.actorId, permission, row.id)
  if ('refusal' in acting) throw new NotToBeSent(acting.refusal)
  const prepared = await scheduled.prepare(acting.ctx, db, row)
  if ('refusal' in prepared) throw new NotToBeSent(prepared.refusal)
  return { ctx: acting.ctx, operation: scheduled.operation, call: prepared.call }
}

/** Closes a change that was not sent. */
function cancel(tx: Tx, ctx: Ctx, row: CommandRow, problem?: Problem): Promise<void> {
  const call = callOf(row)
  if (!call) throw new Error(`no action ${row.action}`)
  return closeCommand(tx, ctx, call, { state: 'cancelled', ...(problem && { problem }) })
}

/** Ends the change with its reason, unless it was undone in the meantime. */
function giveUp(services: Services, row: CommandRow, why: string): Promise<void> {
  const ctx = systemContext(services, 'scheduled')
  return ctx.db.transaction(async tx => {
    const still = await lockCommand(tx, row.id)
    // A change on hold waits for a person, whatever else keeps it from being sent now.
    if (still?.state !== 'scheduled' || still.heldAt !== null) return
    await cancel(tx, ctx, row, { code: 'conflict', message: `Nothing was changed: ${why}` })
  })
}

/** Cancels a change that was not sent yet. An operator who may send such a change may also cancel one. */
export const undoCommand = defineCommand({
  action: 'command.undo',
  permission: 'accounts.disable',
  input: undoCommandInput,
  onlyStops: true,
  run: async (ctx, { commandId }) => {
    const [row] = await ctx.db.select().from(commands).where(eq(commands.id, commandId))
    if (!row) throw notFound('This command')
    await ctx.db.transaction(async tx => {
      const still = await lockCommand(tx, commandId)
      if (still?.state === 'cancelled') return
      if (still?.state !== 'scheduled') {
        throw conflict(
          'This change was already sent.',
          'Wait for its outcome. Then enable the account again if it should stay enabled.',
        )
      }
      await cancel(tx, ctx, row)
    })
    return null
  },
})

/**
 * Sends a change that was on hold. The operator who continues it is responsible from then on: the account, their
 * permission and their recent changes are checked now. A change that they may not send stays on hold.
 */
export const continueCommand = defineCommand({
  action: 'command.continue',
  permission: 'accounts.disable',
  input: undoCommandInput,
  run: (ctx, { commandId }) =>
    ctx.db.transaction(async tx => {
      await refuseWhileStopped(tx)
      const row = await lockCommand(tx, commandId)
      if (!row) throw notFound('This command')
      if (row.state !== 'scheduled' || row.heldAt === null) {
        throw conflict('This change is no longer on hold.', 'Reload the page to see the current state.')
      }
      await preparedNow(ctx, tx, { ...row, actorId: ctx.actor.id }).catch(error => {
        throw error instanceof NotToBeSent ? conflict(error.message, 'Cancel the change, or ask a manager.') : error
      })
      await admitClick(tx, ctx, row.targetId)
      await tx
        .update(commands)
        .set({ heldAt: null, dueAt: ctx.now(), sentAt: ctx.now(), actorId: ctx.actor.id, actorName: ctx.actor.name })
        .where(eq(commands.id, commandId))
      const names = await accountNames(tx, [row.targetId])
      await recordEvent(tx, ctx, {
        action: 'command.continue',
        target: { kind: row.targetKind, id: row.targetId, label: names.get(row.targetId) ?? null },
        detail: { command: row.id },
        outcome: 'succeeded',
      })
      return null
    }),
})
