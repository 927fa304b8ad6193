import { randomUUID } from 'node:crypto'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { BulkChange } from '@/lib/job-inputs'
import { startExport } from '@/server/accounts/export/start-job'
import { checkImportLines, startImport } from '@/server/accounts/import/start'
import { decideApproval, requestApproval, withdrawApproval } from '@/server/commands/approvals/approvals'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute } from '@/server/commands/define'
import { cancelJob, pauseJob } from '@/server/commands/jobs/control'
import { startApproved, startJob } from '@/server/commands/jobs/start'
import { startJobs } from '@/server/commands/jobs/work'
import { freezeSelection } from '@/server/commands/selections/freeze'
import { settleDue } from '@/server/commands/settle'
import { jobItems, jobs } from '@/server/platform/db/schema'
import { onFailpoint } from '@/server/platform/failpoint'
import { done, until } from './ended'
import { portOpen, type Work } from './work'

// Bulk work and what it needs: selections, approvals, and jobs at each stage.

const unpaid = { reason: 'unpaid', note: '', ticket: '', reviewOn: '2027-01-31' } as const
const disable: BulkChange = { kind: 'accounts.disable', parameters: unpaid }

async function freeze(work: Work, by: 'manager' | 'support' | 'finance', ids?: string[]) {
  return done(
    await execute(freezeSelection, await work.as(by), ids ? { ids } : { search: 'status=enabled&rollup=yes' }),
  )
}

async function begin(work: Work, change: BulkChange, ids: string[], now = true): Promise<string> {
  const { id: selection, count } = await freeze(work, 'manager', ids)
  const id = randomUUID()
  const confirmed = { typedCount: String(count), emergencyConfirmed: true, now }
  await execute(startJob, await work.as('manager'), { id, selection, change, ...confirmed })
  return id
}

/** Time passes while one process's workers run, until the condition holds. */
async function working(work: Work, holds: () => Promise<boolean>): Promise<void> {
  const { services, clock } = work.console_
  const workers = await startJobs(services)
  await until(async () => {
    clock.forward(1)
    await settleDue(services)
    return holds()
  })
  await workers.stop()
  clock.forward(60)
}

async function through(work: Work, jobId: string): Promise<void> {
  const { db } = work.console_.services
  const ended = and(eq(jobs.id, jobId), isNotNull(jobs.finishedAt))
  await working(work, async () => (await db.select().from(jobs).where(ended)).length > 0)
}

/** Stops a job from within, when some of its items have ended and some have not. */
async function midway(work: Work, command: typeof pauseJob | typeof cancelJob, jobId: string): Promise<void> {
  const ctx = await work.as('second')
  let calls = 0
  let stopped = false
  onFailpoint(name => {
    if (name !== 'job.after_call') return undefined
    calls += 1
    if (calls !== 3) return undefined
    return execute(command, ctx, { jobId }).then(() => {
      stopped = true
    })
  })
  await working(work, async () => stopped)
  onFailpoint(null)
}

export async function jobsOfADay(work: Work): Promise<void> {
  const { shelf } = work
  const mixed = [...shelf.some(4), ...shelf.some(2, 'disabled'), shelf.take('cancelled').id]
  work.fault('POST', `/${mixed[1]}/actions/disable`, portOpen)
  await through(work, await begin(work, disable, mixed))
  const lost = shelf.some(3, 'disabled')
  work.fault('POST', `/${lost[0]}/actions/enable`, { reset: 'after' })
  const enable = { reason: 'Paid', reenableConnections: true }
  await through(work, await begin(work, { kind: 'accounts.enable', parameters: enable }, lost))
  const pricing = { kind: 'accounts.custom_pricing', parameters: { allow: true, reason: 'New tariff' } } as const
  await midway(work, pauseJob, await begin(work, pricing, notPriced(work, 14)))
  await midway(work, cancelJob, await begin(work, pricing, notPriced(work, 14)))
  const limits = { kind: 'accounts.channel_limit', parameters: { limit: 12, reason: 'As ordered' } } as const
  await through(work, await begin(work, limits, shelf.some(3)))
  await exportBalances(work)
  await importAccounts(work)
}

function notPriced({ shelf }: Work, count: number): string[] {
  return Array.from({ length: count }, () => shelf.take('enabled', one => !one.managed_account_allow_custom_pricing).id)
}

async function exportBalances(work: Work): Promise<void> {
  const { id: selection } = await freeze(work, 'finance', work.shelf.some(5))
  const id = randomUUID()
  await execute(startExport, await work.as('finance'), { id, selection, columns: ['name', 'id', 'balance'] })
  await through(work, id)
}

async function importAccounts(work: Work): Promise<void> {
  const names = ['Northgate Optics', 'Café Zeßner & Söhne', 'Ostrava Tools', 'Palm Court Hotel']
  const lines = names.map((name, at) => ({
    line: at + 2,
    name,
    email: `line${at}@imported.example`,
    rollupBilling: at % 2 ? 'yes' : 'no',
    customPricing: '',
  }))
  const { digest, good } = done(await execute(checkImportLines, await work.as('manager'), { lines }))
  const id = randomUUID()
  const confirmed = { typedCount: String(good), acknowledged: true, leaveOutWarned: false }
  work.fault('POST', '', { status: 422, code: '10015', detail: 'Not this name', pointer: '/business_name' })
  const input = { id, lines, digest, file: 'customers.csv', reason: 'Moved from the old console', ...confirmed }
  await execute(startImport, await work.as('manager'), input)
  await through(work, id)
}

export async function approvalsOfADay(work: Work): Promise<void> {
  await execute(setApprovalLimit, await work.as('owner'), { over: 20 })
  const ask = async (accounts: number, reason: string) => {
    const { id: selection } = await freeze(work, 'manager', work.shelf.some(accounts))
    const asked = { action: 'accounts.disable', selection, parameters: unpaid, reason }
    return done(await execute(requestApproval, await work.as('manager'), asked))
  }
  const decide = async (asked: { id: string; digest: string }, verdict: 'approved' | 'rejected', note = '') =>
    execute(decideApproval, await work.as('second'), { ...asked, verdict, note })
  await ask(2, 'Nobody looked at this one in time')
  work.console_.clock.forward(90_000)
  await decide(await ask(3, 'Unpaid since June'), 'rejected', 'Not yet')
  const withdrawn = await ask(2, 'By mistake')
  await execute(withdrawApproval, await work.as('manager'), { id: withdrawn.id })
  const used = await ask(3, 'Unpaid since July')
  await decide(used, 'approved')
  const jobId = randomUUID()
  await execute(startApproved, await work.as('manager'), { id: jobId, approvalId: used.id })
  work.console_.clock.forward(11)
  await through(work, jobId)
  await decide(await ask(4, 'Unpaid since August'), 'approved')
  await ask(21, 'Unpaid since September')
}

/** Waiting work: selections, a job in its grace. */
export async function leaveWaiting(work: Work): Promise<void> {
  await freeze(work, 'support')
  await freeze(work, 'finance', work.shelf.some(3))
  await begin(work, disable, work.shelf.some(4), false)
}

/** Never ends what it started: some items have ended, two calls are in flight, the rest is taken and not sent. */
export async function workersDie(work: Work): Promise<void> {
  const { services } = work.console_
  const ids = work.shelf.some(9)
  work.fault('POST', `/${ids[1]}/actions/disable`, { hang: 'after' })
  work.fault('POST', `/${ids[2]}/actions/disable`, { hang: 'before' })
  const jobId = await begin(work, disable, ids)
  let taken = 0
  onFailpoint(name => {
    if (name !== 'job.after_lease') return undefined
    taken += 1
    return taken > 6 ? new Promise(() => {}) : undefined
  })
  await startJobs(services)
  await until(async () => {
    const items = await services.db.select().from(jobItems).where(eq(jobItems.jobId, jobId))
    const count = (state: string) => items.filter(item => item.state === state).length
    return count('running') === 2 && count('succeeded') === 4 && items.some(item => item.leaseToken !== null)
  })
}
