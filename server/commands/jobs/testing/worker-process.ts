// A console without its pages, as a separate process: tests kill it. It works until every job has ended; lines of JSON
// on standard output report its progress.
import { setTimeout as sleep } from 'node:timers/promises'
import { count, eq, isNull, sql } from 'drizzle-orm'
import { start } from '@/server/boot'
import type { Services } from '@/server/context'
import { jobItems, jobs } from '@/server/platform/db/schema'
import { services } from '@/server/web/services'

function say(what: Record<string, unknown>): void {
  process.stdout.write(`@@${JSON.stringify(what)}\n`)
}

async function work(console_: Services): Promise<void> {
  const open = async () => {
    const [left] = await console_.db.select({ count: count() }).from(jobs).where(isNull(jobs.finishedAt))
    return left?.count ?? 0
  }
  const ended = async () => {
    const [row] = await console_.db
      .select({ count: count() })
      .from(jobItems)
      .where(sql`${jobItems.state} not in ('waiting', 'running')`)
    return row?.count ?? 0
  }
  const paused = async () => {
    const rows = await console_.db.select({ id: jobs.id }).from(jobs).where(eq(jobs.state, 'paused'))
    return rows.length > 0
  }
  const before = await ended()
  const startedAt = Date.now()
  let resumedMs: number | null = null
  let isPaused = false
  while ((await open()) > 0) {
    if (resumedMs === null && (await ended()) > before) {
      resumedMs = Date.now() - startedAt
      say({ resumedMs })
    }
    if (!isPaused && (await paused())) {
      isPaused = true
      say({ isPaused })
    }
    await sleep(100)
  }
  say({ finished: true, afterMs: Math.round(performance.now()) })
}

let isStopping = false
process.on('SIGTERM', () => {
  isStopping = true
})

await start()
say({ ready: true })
await work(await services()).catch((error: unknown) => {
  // A stopping console has closed its database, perhaps during this query. It ends the process itself.
  if (!isStopping) throw error
})
if (!isStopping) process.kill(process.pid, 'SIGTERM')
