// A console without its pages, as a process of its own: tests kill it. `begin` waits for the fleet and starts a job over all of it,
// `work` works until every job has ended, `report` prints what became of each item. One line of JSON on standard output says how it went.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { Role } from '@/lib/permissions'
import { setApprovalLimit } from '@/server/approvals/limit'
import { services, start } from '@/server/boot'
import { execute } from '@/server/command'
import type { Services } from '@/server/context'
import { accounts, auditEvents, commands, jobItems, jobs, operators } from '@/server/db/schema'
import { actorOf } from '@/server/operators/sessions'
import { freezeSelection } from '@/server/selections/freeze'
import { startJob } from '../start'
import { disableAll } from './changes'

const [mode = 'work', wanted = '0'] = process.argv.slice(2)

function say(what: Record<string, unknown>): void {
  process.stdout.write(`@@${JSON.stringify(what)}\n`)
}

async function begin(console_: Services): Promise<void> {
  for (;;) {
    const [known] = await console_.db.select({ count: count() }).from(accounts)
    if ((known?.count ?? 0) >= Number(wanted)) break
    await sleep(100)
  }
  const as = async (role: Role) => {
    const [operator] = await console_.db.select().from(operators).where(eq(operators.role, role))
    if (!operator) throw new Error(`there is no ${role}`)
    return { ...console_, actor: actorOf(operator, 'test', console_.now()), requestId: 'test' }
  }
  await execute(setApprovalLimit, await as('owner'), { over: null })
  const ctx = await as('manager')
  const selection = (await execute(freezeSelection, ctx, { search: '' })) as { id: string; count: number }
  const id = randomUUID()
  const typedCount = String(selection.count)
  const input = { id, selection: selection.id, change: disableAll, typedCount, emergencyConfirmed: true, now: true }
  await execute(startJob, ctx, input)
  say({ job: id, items: selection.count })
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
  const before = await ended()
  const startedAt = Date.now()
  let resumedMs: number | null = null
  while ((await open()) > 0) {
    if (resumedMs === null && (await ended()) > before) {
      resumedMs = Date.now() - startedAt
      say({ resumedMs })
    }
    await sleep(100)
  }
  say({ finished: true, afterMs: Math.round(performance.now()) })
}

async function report(console_: Services): Promise<void> {
  const items = await console_.db
    .select({
      accountId: jobItems.accountId,
      state: jobItems.state,
      attempts: jobItems.attempts,
      problem: jobItems.problem,
    })
    .from(jobItems)
  const states = await console_.db
    .select({ state: commands.state, count: count() })
    .from(commands)
    .groupBy(commands.state)
  const intents = await console_.db
    .select({ targetId: auditEvents.targetId })
    .from(auditEvents)
    .where(and(eq(auditEvents.action, 'account.disable'), eq(auditEvents.phase, 'intent')))
  const [job] = await console_.db.select().from(jobs)
  say({ items, commands: states, intents: intents.map(one => one.targetId), total: job?.total, state: job?.state })
}

await start()
const console_ = await services()
say({ ready: true })
if (mode === 'begin') await begin(console_)
else if (mode === 'work') await work(console_)
else await report(console_)
process.kill(process.pid, 'SIGTERM')
