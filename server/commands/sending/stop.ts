import 'server-only'
import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { AppError, conflict } from '@/lib/errors'
import { readingKinds } from '@/lib/job'
import type { SendingStop, WaitingWork } from '@/lib/sending'
import { resumeSendingInput, stopSendingInput } from '@/lib/sending-inputs'
import { recordEvent } from '../../audit/record'
import type { Ctx } from '../../context'
import type { Db, Tx } from '../../platform/db/client'
import { commands, jobs, settings } from '../../platform/db/schema'
import { defineCommand } from '../define'

const key = 'sending.stopped'
const kept = z.object({ reason: z.string() })
const target = { kind: 'setting', id: key, label: 'Sending to Telnyx' } as const

/** Shared lock for recording a call, exclusive lock for stopping: after a stop no call starts. */
const lock = 7_205_112

/** Sending is stopped: the call was not started, and may start once sending is resumed. */
export class SendingStoppedError extends AppError {
  constructor({ by, reason }: SendingStop) {
    super({
      code: 'conflict',
      message: `Nothing was sent: ${by} stopped sending to Telnyx (${reason}).`,
      hint: 'Try again once an owner has resumed sending.',
    })
  }
}

/** A condition for queries that choose the next call. */
export const sendingGoesOn = sql`not exists (select 1 from ${settings} where ${settings.key} = ${key})`

export async function readStop(db: Db | Tx): Promise<SendingStop | null> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  if (!row) return null
  return { reason: kept.parse(row.value).reason, by: row.updatedByName, at: row.updatedAt.toISOString() }
}

/** Call it first in the transaction that records a call. Throws SendingStoppedError. */
export async function refuseWhileStopped(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lock})`)
  const stop = await readStop(tx)
  if (stop) throw new SendingStoppedError(stop)
}

/** No change starts until an owner resumes sending. Calls that are already recorded are still made. */
export const stopSending = defineCommand({
  action: 'sending.stop',
  permission: 'settings.write',
  input: stopSendingInput,
  onlyStops: true,
  run: (ctx, { reason }) =>
    ctx.db.transaction(async tx => {
      await tx.execute(sql`select pg_advisory_xact_lock(${lock})`)
      const already = await readStop(tx)
      if (already) throw conflict(`${already.by} already stopped sending.`, already.reason)
      await tx.insert(settings).values({ key, value: { reason }, updatedAt: ctx.now(), updatedByName: ctx.actor.name })
      await recordEvent(tx, ctx, { action: 'sending.stop', target, reason, outcome: 'succeeded' })
      return null
    }),
})

export const resumeSending = defineCommand({
  action: 'sending.resume',
  permission: 'settings.write',
  fresh: true,
  input: resumeSendingInput,
  run: (ctx, { stoppedAt }) =>
    ctx.db.transaction(async tx => {
      const [stopped] = await tx.select().from(settings).where(eq(settings.key, key)).for('update')
      if (!stopped) return null
      if (stopped.updatedAt.getTime() !== Date.parse(stoppedAt)) {
        throw conflict(`${stopped.updatedByName} has stopped sending again.`, 'Read the new reason before you resume.')
      }
      await tx.delete(settings).where(eq(settings.key, key))
      await recordEvent(tx, ctx, { action: 'sending.resume', target, outcome: 'succeeded' })
      return null
    }),
})

/** Jobs that run or are about to and send something, and changes that wait for their time. */
export async function waitingWork({ db }: Pick<Ctx, 'db'>): Promise<WaitingWork> {
  const [openJobs, changes] = await Promise.all([
    db.$count(jobs, and(inArray(jobs.state, ['waiting', 'running']), notInArray(jobs.kind, readingKinds))),
    db.$count(commands, and(eq(commands.state, 'scheduled'), isNull(commands.heldAt))),
  ])
  return { jobs: openJobs, changes }
}
