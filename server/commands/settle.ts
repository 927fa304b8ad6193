import 'server-only'
import { and, asc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import { type Ctx, type Services, systemContext } from '../context'
import type { Upkeep } from '../mirror/scheduler'
import { sqlState } from '../platform/db/client'
import { commands } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import { hasEnded, type Life } from '../platform/heartbeat'
import { Pause } from '../platform/pause'
import { TelnyxError } from '../telnyx/error'
import { type CommandRow, callOf, closeCommand, type KnownCall, lockCommand } from './remote'
import { remoteActionOf } from './remote-actions'
import { refuseWhileStopped, SendingStoppedError } from './sending/stop'
import type { Settlement } from './settlement'

/** Closes, after a crash, work of an entity that has no row in `commands` and began before this time. */
type Recovery = (ctx: Ctx, before: Date) => Promise<void>

// Next gives every bundle its own copy of a module: what is registered once is kept on globalThis.
const store = globalThis as { consoleRecovery?: Recovery }

export function registerRecovery(recovery: Recovery): void {
  store.consoleRecovery = recovery
}

/** Seconds between look-ups after the schedule's end, and after a look-up without an answer. */
const laterSeconds = 60
const retrySeconds = 10

/**
 * Closes the calls that a process left open. The embedded database has one process: at its start (`all`) none is in
 * flight. On PostgreSQL only calls that have outlived every deadline, and those of processes that have ended.
 */
export async function recoverInterrupted(services: Services, all = false): Promise<void> {
  const ctx = systemContext(services, 'recovery')
  const before = all ? ctx.now() : secondsFrom(ctx, -ctx.settings.patience.abandonedSeconds)
  await store.consoleRecovery?.(ctx, before)
  await recoverCalls(services, all)
}

const recoverAllEveryMs = 60_000

/** For the sync's loops. Calls of killed processes are looked for in every round, interrupted reveals once a minute. */
export function createUpkeep(services: Services): Upkeep {
  const untilAll = new Pause(services.now)
  return {
    async recover() {
      if (!untilAll.isOver()) return void (await recoverCalls(services))
      untilAll.begin(recoverAllEveryMs)
      await recoverInterrupted(services)
    },
    settle: () => settleDue(services),
  }
}

/** Marks calls that no process waits for as unknown, so that reading settles them. Returns how many. */
export async function recoverCalls(services: Services, all = false): Promise<number> {
  const ctx = systemContext(services, 'recovery')
  const abandoned = or(
    hasEnded(commands.processId),
    and(isNull(commands.nextProbeAt), lt(commands.sentAt, secondsFrom(ctx, -ctx.settings.patience.abandonedSeconds))),
    lt(commands.nextProbeAt, ctx.now()),
  )
  const rows = await ctx.db
    .select()
    .from(commands)
    .where(and(eq(commands.state, 'in_flight'), all ? undefined : abandoned))
  await failpoint('settle.before_recovery')
  for (const row of rows) {
    const call = callOf(row)
    if (!call) continue
    await ctx.db.transaction(async tx => {
      // Its answer may have arrived since, or another instance may have found it.
      const still = await lockCommand(tx, row.id)
      if (still?.state !== 'in_flight') return
      await closeCommand(tx, ctx, call, {
        state: 'unknown',
        problem: {
          code: 'internal',
          message: 'The console stopped before Telnyx answered. The console is checking the outcome.',
        },
      })
    })
    await failpoint('settle.after_recovery')
  }
  return rows.length
}

/** Looks up every unknown outcome whose time has come, oldest first. */
export async function settleDue(services: Services): Promise<void> {
  const ctx = systemContext(services, 'settle')
  const due = await ctx.db
    .select()
    .from(commands)
    .where(and(eq(commands.state, 'unknown'), lte(commands.nextProbeAt, ctx.now())))
    .orderBy(asc(commands.nextProbeAt))
    .limit(20)
  for (const row of due) await settleOne(ctx, row)
}

function secondsFrom(ctx: Ctx, seconds: number): Date {
  return new Date(ctx.now().getTime() + seconds * 1_000)
}

async function settleOne(ctx: Ctx, row: CommandRow): Promise<void> {
  const call = callOf(row)
  const settler = call && remoteActionOf(call.action)
  if (!call || !settler) return postpone(ctx, row, null, false)
  const life = ctx.heartbeat.life()
  if (settler.sendsAgain && !(await claim(ctx, row, life)))
    return postpone(ctx, row, secondsFrom(ctx, retrySeconds), false)
  try {
    if (settler.sendsAgain) await failpoint('settle.after_claim')
    await failpoint('settle.before_look')
    const settlement = await settler.settle(ctx, row, { isFenced: life.isFenced })
    await failpoint('settle.after_look')
    await conclude(ctx, row, call, settlement)
    await failpoint('settle.after_write')
  } catch (error) {
    if (!(error instanceof TelnyxError))
      ctx.log.warn({ err: error, command: row.id }, 'an unknown outcome could not be looked up')
    await postpone(ctx, row, secondsFrom(ctx, retrySeconds), false)
  }
}

/** Takes the account's only slot for a call in flight, so that no newer command overtakes. False = it is taken. */
async function claim(ctx: Ctx, row: CommandRow, life: Life): Promise<boolean> {
  try {
    return await ctx.db.transaction(async tx => {
      await refuseWhileStopped(tx)
      const claimed = await tx
        .update(commands)
        .set({
          state: 'in_flight',
          nextProbeAt: secondsFrom(ctx, ctx.settings.patience.abandonedSeconds),
          processId: life.id,
        })
        .where(and(eq(commands.id, row.id), eq(commands.state, 'unknown')))
        .returning({ id: commands.id })
      return claimed.length > 0
    })
  } catch (error) {
    if (error instanceof SendingStoppedError || sqlState(error) === '23505') return false
    throw error
  }
}

async function conclude(ctx: Ctx, row: CommandRow, call: KnownCall, settlement: Settlement): Promise<void> {
  const probes = row.probes + 1
  const elapsed = (ctx.now().getTime() - row.sentAt.getTime()) / 1_000
  const { probeSeconds } = ctx.settings.patience
  const last = probes >= probeSeconds.length && elapsed > ctx.settings.listLag
  if (settlement.verdict !== 'done' && !last) {
    const next = row.sentAt.getTime() + (probeSeconds[probes] ?? elapsed + laterSeconds) * 1_000
    return postpone(ctx, row, new Date(Math.max(next, ctx.now().getTime() + 1_000)), true)
  }
  await ctx.db.transaction(async tx => {
    // A newer command or another process may have ended it while we were reading.
    const still = await lockCommand(tx, row.id)
    if (still?.state !== 'unknown' && still?.state !== 'in_flight') return
    const written = (await settlement.write?.(tx)) ?? {}
    await failpoint('settle.in_write')
    if (settlement.verdict === 'person') {
      await tx
        .update(commands)
        .set({ state: 'unknown', nextProbeAt: null, probes, problem: settlement.problem })
        .where(eq(commands.id, row.id))
      return
    }
    await closeCommand(tx, ctx, call, {
      ...written,
      state: settlement.verdict === 'done' ? 'succeeded' : 'failed',
      ...(settlement.verdict === 'not_done' && { problem: settlement.problem }),
    })
  })
}

async function postpone(ctx: Ctx, row: CommandRow, until: Date | null, answered: boolean): Promise<void> {
  await failpoint('settle.before_postpone')
  await ctx.db
    .update(commands)
    .set({ state: 'unknown', nextProbeAt: until, ...(answered && { probes: sql`${commands.probes} + 1` }) })
    .where(and(eq(commands.id, row.id), inArray(commands.state, ['unknown', 'in_flight'])))
}
