import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lte, or } from 'drizzle-orm'
import { vi } from 'vitest'
import type { ImportLine } from '@/lib/account-import'
import type { ImportCheck, ImportStarted } from '@/lib/account-import-inputs'
import { execute } from '@/server/commands/define'
import { recoverInterrupted, settleDue } from '@/server/commands/settle'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { jobItems } from '@/server/platform/db/schema'
import type { TestConsole } from '@/server/testing/context'
import { jobOf, startWorkers } from '../../../commands/jobs/testing/bulk'
import { checkImportLines, startImport } from '../start'

/** Valid lines, with addresses in a domain of the test. */
export function linesFor(
  tag: string,
  count: number,
  more: (at: number) => Partial<ImportLine> = () => ({}),
): ImportLine[] {
  return Array.from({ length: count }, (_, at) => ({
    line: at + 2,
    name: `Line ${tag} ${at}`,
    email: `${at}@${tag}.example`,
    rollupBilling: at % 2 ? 'yes' : 'no',
    customPricing: '',
    ...more(at),
  }))
}

export async function check(ctx: Ctx<OperatorActor>, lines: ImportLine[]): Promise<ImportCheck> {
  return (await execute(checkImportLines, ctx, { lines })) as ImportCheck
}

type More = Partial<Parameters<typeof startImport.run>[1]>

/** As the screen would: checked first, everything confirmed. */
export async function start(ctx: Ctx<OperatorActor>, lines: ImportLine[], more: More = {}): Promise<ImportStarted> {
  const { digest, good } = await check(ctx, lines)
  const input = { id: randomUUID(), lines, digest, file: 'customers.csv', reason: '', typedCount: String(good) }
  const answer = await execute(startImport, ctx, { ...input, leaveOutWarned: false, acknowledged: true, ...more })
  return answer as ImportStarted
}

export async function started(...args: Parameters<typeof start>): Promise<string> {
  const answer = await start(...args)
  if (answer.kind !== 'started') throw new Error('the check had changed')
  return answer.jobId
}

/** Time passes slowly while a worker may be busy, so that no lease expires, and fast while everything left waits. */
export async function passTime({ clock, services }: TestConsole, id: string): Promise<void> {
  const [atWork] = await services.db
    .select({ position: jobItems.position })
    .from(jobItems)
    .where(
      and(
        eq(jobItems.jobId, id),
        or(
          eq(jobItems.state, 'running'),
          and(eq(jobItems.state, 'waiting'), or(isNull(jobItems.nextAt), lte(jobItems.nextAt, clock.now))),
        ),
      ),
    )
    .limit(1)
  clock.forward(atWork ? 0.5 : 10)
}

/** A start of the console, whose workers and settling run until the job has ended. */
export async function runThrough(console_: TestConsole, id: string, services: Services = console_.services) {
  await recoverInterrupted(services, true)
  const working = await startWorkers(services, { alone: true })
  try {
    await vi.waitFor(
      async () => {
        await passTime(console_, id)
        await settleDue(services)
        if ((await jobOf(services, id)).finishedAt === null) throw new Error('the job has not ended')
      },
      // As long as the test may take: how much of it is left depends on the deaths before.
      { timeout: 3_600_000, interval: 100 },
    )
  } finally {
    await working.stop()
  }
}
