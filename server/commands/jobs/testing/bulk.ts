import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { vi } from 'vitest'
import type { BulkChange } from '@/lib/job-inputs'
import { execute } from '@/server/commands/define'
import { freezeSelection } from '@/server/commands/selections/freeze'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { jobItems, jobs } from '@/server/platform/db/schema'
import type { TestConsole } from '@/server/testing/context'
import { startJob } from '../start'
import { startJobs } from '../work'

export async function freeze(ctx: Ctx<OperatorActor>, ids?: readonly string[]): Promise<{ id: string; count: number }> {
  return (await execute(freezeSelection, ctx, ids ? { ids } : { search: '' })) as { id: string; count: number }
}

/** Starts a job over these accounts, or over all, as the dialog would. */
export async function begin(
  ctx: Ctx<OperatorActor>,
  change: BulkChange,
  ids?: readonly string[],
  { id = randomUUID(), now = true }: { id?: string; now?: boolean } = {},
): Promise<string> {
  const { id: selection, count } = await freeze(ctx, ids)
  await execute(startJob, ctx, { id, selection, change, typedCount: String(count), emergencyConfirmed: true, now })
  return id
}

export async function jobOf(services: Services, id: string) {
  const [job] = await services.db.select().from(jobs).where(eq(jobs.id, id))
  if (!job) throw new Error(`no job ${id}`)
  return job
}

export function itemsOf(services: Services, id: string) {
  return services.db.select().from(jobItems).where(eq(jobItems.jobId, id)).orderBy(jobItems.position)
}

/** As a start of the console does; the workers look for work more often, so that no test waits for a timer. */
export function startWorkers(services: Services, { alone = false } = {}): ReturnType<typeof startJobs> {
  return startJobs(services, { alone, tickMs: 200 })
}

/** Lets the workers of one process run until the job has ended. */
export async function runJob(console_: TestConsole, id: string, services = console_.services): Promise<void> {
  const working = await startWorkers(services)
  try {
    await vi.waitFor(async () => {
      const job = await jobOf(services, id)
      if (job.finishedAt === null) throw new Error(`the job is ${job.state}`)
    }, 60_000)
  } finally {
    await working.stop()
  }
}

/**
 * Lets time pass until the job has ended, but not while an item is in flight, whose lease must not expire on a slow
 * machine. @param meanwhile other periodic work of a console
 */
export async function passTimeUntilDone(
  console_: TestConsole,
  id: string,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  await vi.waitFor(
    async () => {
      const { services } = console_
      if ((await itemsOf(services, id)).every(item => item.state !== 'running')) console_.clock.forward(5)
      await meanwhile()
      const job = await jobOf(services, id)
      if (job.finishedAt === null) throw new Error(`the job is ${job.state}`)
    },
    { timeout: 60_000, interval: 50 },
  )
}
