import 'server-only'
import { and, eq, max, sql } from 'drizzle-orm'
import { readHead } from '../../audit/append'
import { checkpointFile, lastCheckpoint } from '../../audit/checkpoint-file'
import { recordEvent } from '../../audit/record'
import { type Services, systemContext } from '../../context'
import { commands, processes } from '../../platform/db/schema'
import { holdWork } from './hold'
import { forgetRestored, restoredFrom } from './restored'

/**
 * At a start, before this process has a heartbeat, and when a running process finds that it stood still. A database that no console has used for long, or that is older than
 * its checkpoints, may be a copy. Its waiting work may have been sent, or undone, by another console.
 * @returns why work is on hold; null where it is not
 */
export async function holdAfterStandstill(
  services: Services,
  { afterMinutes, checkpoints }: { afterMinutes: number; checkpoints?: string | undefined },
): Promise<string | null> {
  const takenAt = await restoredFrom(services.db)
  const why =
    takenAt !== null
      ? `On hold: the database was restored from a backup of ${minute(takenAt)}. This may have been sent since.`
      : (await isOlder(services, checkpoints))
        ? 'On hold: the database is older than the audit checkpoints, as after a restore. This may have been sent before.'
        : await stoodStill(services, afterMinutes)
  if (why === null) return null
  const ctx = systemContext(services, 'start')
  const count = await services.db.transaction(async tx => {
    const held = await holdWork(tx, ctx, why)
    if (takenAt !== null) {
      await recordEvent(tx, ctx, { action: 'database.restore', detail: { takenAt, held }, outcome: 'succeeded' })
    }
    return held
  })
  if (count > 0) services.log.warn({ count }, why)
  return why
}

/**
 * A channel limit cannot be read back, so a limit without an answer is settled by sending it again. After a standstill
 * a newer one may have been sent by another console: an operator decides. Call it once interrupted calls are recovered.
 */
export async function leaveRepeatsToOperators({ db }: Pick<Services, 'db'>, why: string): Promise<void> {
  await db.transaction(async tx => {
    await tx
      .update(commands)
      .set({
        nextProbeAt: null,
        problem: {
          code: 'conflict',
          message: `${why} This limit may have reached Telnyx. It cannot be read back, and it is not sent again.`,
          hint: 'Check Telnyx’s portal and mark the change as done or not done, or set the limit again.',
        },
      })
      .where(and(eq(commands.action, 'account.channel_limit'), eq(commands.state, 'unknown')))
    // Only now: a start that is killed before this point is repeated as a whole.
    await forgetRestored(tx)
  })
}

async function isOlder(services: Services, place: string | undefined): Promise<boolean> {
  if (place === undefined) return false
  // The file first: other instances keep writing, and a row is in the database before it is in a checkpoint.
  const last = await lastCheckpoint(checkpointFile(place), services.auditChain)
  const head = await readHead(services.db)
  return last !== null && last.lastId > (head?.lastId ?? 0)
}

async function stoodStill({ db }: Services, afterMinutes: number): Promise<string | null> {
  const [last] = await db
    .select({
      at: max(processes.heartbeatAt),
      isLong: sql<boolean>`coalesce(max(${processes.heartbeatAt}) < now() - make_interval(mins => ${afterMinutes}), true)`,
    })
    .from(processes)
  if (!last?.isLong) return null
  const since = last.at === null ? 'an unknown time' : minute(last.at.toISOString())
  return `On hold: the console had been stopped since ${since}.`
}

const minute = (at: string) => (/^\d{4}-/.test(at) ? `${at.slice(0, 16).replace('T', ' ')} UTC` : at)
