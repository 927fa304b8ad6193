// A console without its pages, as a separate process: tests kill it. It works until every job has ended; lines of JSON
// on standard output report its progress.
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, isNull, notInArray } from 'drizzle-orm'
import { start } from '@/server/boot'
import type { Services } from '@/server/context'
import { jobItems, jobs } from '@/server/platform/db/schema'
import { services } from '@/server/web/services'

function say(what: Record<string, unknown>): void {
  process.stdout.write(`@@${JSON.stringify(what)}\n`)
}

async function work(console_: Services): Promise<void> {
  const { db } = console_
  const open = () => db.$count(jobs, isNull(jobs.finishedAt))
  const ended = () => db.$count(jobItems, notInArray(jobItems.state, ['waiting', 'running']))
  const paused = () => db.$count(jobs, eq(jobs.state, 'paused'))
  const before = await ended()
  const startedAt = Date.now()
  let resumedMs: number | null = null
  let isPaused = false
  while ((await open()) > 0) {
    if (resumedMs === null && (await ended()) > before) {
      resumedMs = Date.now() - startedAt
      say({ resumedMs })
    }
    if (!isPaused && (await paused()) > 0) {
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
