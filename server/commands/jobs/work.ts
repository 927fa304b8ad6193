import 'server-only'
import { setMaxListeners } from 'node:events'
import type { Services } from '../../context'
import { failpoint } from '../../platform/failpoint'
import { Pause } from '../../platform/pause'
import { repeat } from '../../platform/repeat'
import { createSender, mayBegin } from '../schedule'
import { claimNext, forgetClaims } from './claim'
import { followCommands, turnJobs } from './follow'
import { workOn } from './item'
import { onWork } from './wake'

/** As many as the limiter allows for bulk calls in flight. */
const workers = 6

/** Between two looks for work. */
export const jobsTickMs = 1_000

type Options = {
  /** No other process can use this (embedded) database: a lease at the start belongs to a dead process. */
  alone?: boolean
  tickMs?: number
}

/** Works on jobs and sends scheduled changes, until it is stopped. A failure is logged and never stops it. */
export async function startJobs(services: Services, { alone = false, tickMs = jobsTickMs }: Options = {}) {
  if (alone) await forgetClaims(services.db)
  const stopping = new AbortController()
  const { signal } = stopping
  // Each worker listens, and each call it waits for.
  setMaxListeners(0, signal)
  const failed = (task: string) => (error: unknown) => {
    if (!signal.aborted) services.log.error({ err: error, task }, 'background work failed')
  }
  /** Telnyx is down or busy: no worker asks before its end. */
  const rest = new Pause(services.now)

  async function work(): Promise<boolean> {
    if (signal.aborted || !rest.isOver() || !mayBegin(services)) return false
    const claimed = await claimNext(services)
    if (!claimed) return false
    await failpoint('job.after_lease')
    const restMs = await workOn(services, claimed, signal)
    if (restMs > 0) rest.begin(restMs)
    return restMs === 0
  }

  async function turn(): Promise<void> {
    await sender.turn()
    await followCommands(services)
    await turnJobs(services)
    for (const worker of pool) worker.wake()
  }

  const sender = createSender(services, signal, failed('scheduled'))
  const pool = Array.from({ length: workers }, () => repeat(tickMs, signal, failed('jobs'), work))
  const turning = repeat(tickMs, signal, failed('jobs'), turn)
  const forget = onWork(turning.wake)

  return {
    stop: async () => {
      forget()
      stopping.abort()
      await Promise.all([turning.ended, ...pool.map(({ ended }) => ended)])
      await sender.ended()
    },
  }
}
