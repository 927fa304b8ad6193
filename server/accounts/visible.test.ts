import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportableColumns } from '@/lib/account-export'
import { loadAccountSearch, serializeAccountSearch } from '@/lib/account-search'
import type { AuditEntry } from '@/lib/audit'
import { loadAuditSearch } from '@/lib/audit'
import { loadChannelSearch } from '@/lib/channels'
import { loadJobItemSearch } from '@/lib/job'
import { can, roles } from '@/lib/permissions'
import { setAccountThreshold } from '@/server/accounts/commands/credit-threshold'
import { startExport } from '@/server/accounts/export/start-job'
import { exportAudit } from '@/server/audit/export'
import { accountTimeline, listAudit } from '@/server/audit/list'
import { setCurrencyThresholds } from '@/server/billing/thresholds'
import { exportChannels } from '@/server/channels/export'
import { listChannels } from '@/server/channels/queries'
import { requestApproval } from '@/server/commands/approvals/approvals'
import { accountsOfApproval, approvalsScreen } from '@/server/commands/approvals/screen'
import { execute } from '@/server/commands/define'
import { cancelJob, pauseJob } from '@/server/commands/jobs/control'
import { planJob } from '@/server/commands/jobs/plan'
import { getJob, listJobItems, listJobs } from '@/server/commands/jobs/queries'
import { startJob } from '@/server/commands/jobs/start'
import { disableAll } from '@/server/commands/jobs/testing/changes'
import { freezeSelection } from '@/server/commands/selections/freeze'
import type { Ctx, OperatorActor } from '@/server/context'
import { readPoolHistory, readStatusHistory } from '@/server/mirror/history/series'
import { readAttention } from '@/server/overview/attention'
import { searchPalette } from '@/server/overview/palette'
import { readOverview } from '@/server/overview/queries'
import {
  accounts,
  approvals,
  auditChain,
  frozenSelections,
  jobItems,
  jobs,
  operators,
  savedViews,
} from '@/server/platform/db/schema'
import { openRound } from '@/server/reviews/open'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { manifest } from '@/server/testing/permission-manifest'
import { saveView } from '@/server/views/commands'
import { findView, listViews } from '@/server/views/queries'
import { exportAccounts } from './export/export'
import { nearAccounts } from './near'
import { countSearch, listAccounts } from './queries'
import { viewAccount } from './view'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let finance: Ctx<OperatorActor>
let ids: string[]

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 12 } })
  manager = await console_.as('manager')
  finance = await console_.as('finance')
  ids = console_.sandbox.accounts().map(account => account.id)
  await mirrorAccounts(console_, console_.sandbox.accounts())
})
afterAll(() => console_.close())

const blind = roles.filter(role => !can(role, 'accounts.balances'))

/** Objects made from accounts that were selected and sorted by their balances. */
type Made = { jobs: string[]; view: string; approval: string; mark: number }
/** The balances, and the search of an operator who sees them. */
type World = { credits: number[]; creditMax: number; currency: string; descending: boolean; below: number }

async function freeze(ctx: Ctx<OperatorActor>, input: { search: string; ids?: string[] }): Promise<string> {
  return ((await execute(freezeSelection, ctx, input)) as { id: string }).id
}

async function make(world: World): Promise<Made> {
  const { db } = console_.services
  const [head] = await db.select().from(auditChain)
  for (const table of [jobItems, jobs, approvals, savedViews, frozenSelections]) await db.delete(table)
  for (const [at, id] of ids.entries()) {
    const credit = String(world.credits[at] ?? 0)
    const own = { rollupBilling: false, currency: world.currency, balance: credit, availableCredit: credit }
    await db.update(accounts).set(own).where(eq(accounts.id, id))
  }
  const amount = String(world.below)
  await execute(setAccountThreshold, finance, { accountId: ids[0], amount })
  await execute(setCurrencyThresholds, finance, { amounts: [{ currency: world.currency, amount }] })
  const sort = [{ key: 'credit', descending: world.descending }] as const
  const search = serializeAccountSearch({ creditMax: world.creditMax, currency: [world.currency], sort: [...sort] })
  const exported = randomUUID()
  const columns = ['id', 'balance'] as const
  const selection = await freeze(finance, { search })
  await execute(startExport, finance, { id: exported, selection, columns: [...columns] })
  await execute(cancelJob, finance, { jobId: exported })
  await (await exportAccounts(finance, { selection, columns: [...columns] })).text()
  const ticked = () => freeze(manager, { search, ids: ids.slice(0, 6) })
  const disabling = randomUUID()
  const confirmed = { typedCount: '6', emergencyConfirmed: true, now: true }
  await execute(startJob, manager, { id: disabling, selection: await ticked(), change: disableAll, ...confirmed })
  await execute(pauseJob, manager, { jobId: disabling })
  const saved = { name: 'To look at', search, look: {}, shared: true }
  const view = (await execute(saveView, manager, saved)) as { id: string }
  const why = { action: 'accounts.disable', parameters: disableAll.parameters, reason: 'Together' } as const
  const approval = (await execute(requestApproval, manager, { ...why, selection: await ticked() })) as { id: string }
  return { jobs: [exported, disabling], view: view.id, approval: approval.id, mark: head?.lastId ?? 0 }
}

type Reader = (ctx: Ctx<OperatorActor>, made: Made) => Promise<unknown>
const tried = (work: Promise<unknown>) => work.catch(async error => refusal(Promise.reject(error)))
const searches = ['', '?sort=-credit', '?creditMax=0&currency=USD&sort=currency,credit', '?q=a&status=enabled']
const told = 'tells of no selection and no order'

/** The audit entries of this world: the audit also holds those of other tests. */
const ofRecord = (entries: readonly AuditEntry[], { mark }: Made) =>
  entries.flatMap(({ id, hash: _, endHash: __, requestId: ___, ...entry }) => (id > mark ? [entry] : []))

/** Every route that such a role may call, and how. A new route must be added here. */
const readers: Record<string, Reader | typeof told> = {
  'GET /api/accounts': ctx =>
    Promise.all(searches.map(text => listAccounts(ctx, loadAccountSearch(new URLSearchParams(text))))),
  'GET /api/accounts/counts': ctx =>
    Promise.all(searches.map(text => countSearch(ctx, loadAccountSearch(new URLSearchParams(text))))),
  'GET /api/accounts/near': ctx => Promise.all(['telefonei', 'handle'].map(q => nearAccounts(ctx, q))),
  'GET /api/accounts/export': async ctx => {
    const columns = exportableColumns(ctx.actor.role)
    const files = searches.map(async search => {
      const selection = await freeze(ctx, { search })
      return (await exportAccounts(ctx, { selection, columns })).text()
    })
    return Promise.all(files)
  },
  'GET /api/accounts/import/[id]/results': told,
  'GET /api/accounts/[id]': ctx => Promise.all(ids.map(id => viewAccount(ctx, id))),
  'GET /api/accounts/[id]/timeline': async (ctx, made) =>
    Promise.all(ids.map(async id => ofRecord(await accountTimeline(ctx, id), made))),
  'GET /api/audit': async (ctx, made) =>
    ofRecord((await listAudit(ctx, { ...loadAuditSearch({}), size: 250 })).rows, made).filter(
      entry => entry.action !== 'accounts.export' && entry.action !== 'audit.export',
    ),
  'GET /api/audit/export': async ctx => {
    const asked = { format: 'jsonl', filter: { ...loadAuditSearch({}), action: ['job.start', 'view.save'] } } as const
    return (
      await exportAudit(ctx, { ...asked, filter: { ...asked.filter, action: ['job.start', 'view.save'] } })
    ).text()
  },
  'GET /api/channels': ctx => listChannels(ctx, loadChannelSearch({})),
  'GET /api/channels/export': async ctx => (await exportChannels(ctx, loadChannelSearch({}))).text(),
  'GET /api/channels/history': readPoolHistory,
  'GET /api/channels/pool': told,
  'GET /api/organization': told,
  'GET /api/organization/changes': told,
  'GET /api/organization/report': told,
  'GET /api/organization/user': told,
  'GET /api/commands/[id]': told,
  'GET /api/security': told,
  'GET /api/overview': async (ctx, made) => {
    const overview = await readOverview(ctx)
    return { ...overview, activity: ofRecord(overview.activity, made) }
  },
  'GET /api/overview/history': readStatusHistory,
  'GET /api/palette': ctx => Promise.all(['a', 'look', 'export', 'disable'].map(text => searchPalette(ctx, text))),
  'GET /api/attention': readAttention,
  'GET /api/sync': told,
  'GET /api/views': async (ctx, { view }) => [await listViews(ctx), await findView(ctx, view)],
  'GET /api/jobs': listJobs,
  'GET /api/jobs/plan': async ctx =>
    planJob(ctx, { selection: await freeze(ctx, { search: '?sort=credit' }), change: disableAll }),
  'GET /api/jobs/[id]': (ctx, made) => Promise.all(made.jobs.map(id => tried(getJob(ctx, id)))),
  'GET /api/jobs/[id]/items': (ctx, made) =>
    Promise.all(
      made.jobs.map(jobId => tried(listJobItems(ctx, { jobId, search: loadJobItemSearch(new URLSearchParams()) }))),
    ),
  'GET /api/approvals': approvalsScreen,
  'GET /api/approvals/[id]': (ctx, { approval }) => tried(accountsOfApproval(ctx, approval)),
}

/** Everything that this operator is answered, by route, with ids replaced by the names of what was made. */
async function answers(ctx: Ctx<OperatorActor>, made: Made): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [route, reader] of Object.entries(readers)) {
    if (reader === told) continue
    let text = JSON.stringify(await reader(ctx, made))
    for (const [at, id] of [...made.jobs, made.view, made.approval].entries()) text = text.replaceAll(id, `made ${at}`)
    found[route] = text
  }
  return found
}

const world = fc.record({
  credits: fc.array(fc.integer({ min: -4_000, max: 4_000 }), { minLength: 12, maxLength: 12 }),
  creditMax: fc.integer({ min: 0, max: 3_000 }),
  currency: fc.constantFrom('USD', 'EUR'),
  descending: fc.boolean(),
  below: fc.integer({ min: -5_000, max: 5_000 }),
})

describe('a role that may not see balances', () => {
  it('calls every route that it may call', () => {
    const asked = Object.entries(manifest.routes).flatMap(([route, asks]) =>
      asks !== 'public' && blind.some(role => can(role, asks)) ? [route] : [],
    )
    expect(Object.keys(readers).sort()).toEqual(asked.sort())
  })

  it.each(blind)('%s reveals no balance by what was selected or sorted by it', async role => {
    const ctx = await console_.as(role)
    const same = ids.map(() => 0)
    const before = await answers(
      ctx,
      await make({ credits: same, creditMax: 0, currency: 'USD', descending: true, below: 5 }),
    )
    await fc.assert(
      fc.asyncProperty(world, async other => {
        // Where nothing matches, there is nothing to select.
        other.credits[7] = -1
        expect(await answers(ctx, await make(other))).toEqual(before)
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })

  it('is the only one with hidden search words: a manager sees words and order', async () => {
    const credits = ids.map((_, at) => at - 6)
    const made = await make({ credits, creditMax: 0, currency: 'USD', descending: true, below: 5 })
    const seen = await answers(manager, made)
    expect(seen['GET /api/jobs']).toContain('Available credit: up to 0')
    expect(seen['GET /api/overview']).toContain('Available credit: up to 0')
    expect(seen['GET /api/views']).toContain('creditMax=0')
    const { rows } = await listJobItems(manager, {
      jobId: made.jobs[0] ?? '',
      search: loadJobItemSearch(new URLSearchParams()),
    })
    expect(rows.map(row => row.accountId)).toEqual(ids.slice(0, 7).reverse())
  })

  it('granted later hides what was selected before', async () => {
    const ctx = await console_.as('manager')
    const selection = await freeze(ctx, { search: '?creditMax=0' })
    const saved = { name: 'In debt', search: '?creditMax=0&status=enabled', look: {}, shared: false }
    await execute(saveView, ctx, saved)
    const round = { kind: 'rollup', name: 'In debt', dueOn: '2026-11-30', reviewers: [], search: '?creditMax=0' }
    await execute(openRound, ctx, round)
    await execute(setAccountThreshold, ctx, { accountId: ids[0], amount: '77' })
    await execute(setCurrencyThresholds, ctx, { amounts: [{ currency: 'GBP', amount: '78' }] })
    await console_.services.db.update(operators).set({ role: 'support' }).where(eq(operators.id, ctx.actor.id))
    const demoted = { ...ctx, actor: { ...ctx.actor, role: 'support' as const, provenAt: console_.clock.now } }
    expect((await refusal(exportAccounts(demoted, { selection, columns: ['name'] }))).code).toBe('not_found')
    expect((await listViews(demoted)).find(view => view.name === 'In debt')).toMatchObject({
      search: '?status=enabled',
      count: null,
    })
    const { rows } = await listAudit(demoted, loadAuditSearch({}))
    expect(rows.map(row => row.detail?.accounts)).toContain('Not shown to your role')
    expect(rows.find(row => row.action === 'review_round.open')?.detail?.search).toBe('Not shown to your role')
    expect(rows.filter(row => row.action === 'account.credit_threshold' || row.action === 'setting.change')).toEqual([])
    expect(JSON.stringify(await accountTimeline(demoted, ids[0] ?? ''))).not.toContain('threshold')
    expect(JSON.stringify(await accountTimeline(manager, ids[0] ?? ''))).toContain('"77"')
    expect((await viewAccount(demoted, ids[0] ?? '')).account.threshold).toBeNull()
  })
})

it('sees jobs and approvals in the order of names, whatever the sort of the selection', async () => {
  const { db } = console_.services
  const made = await make({
    credits: ids.map((_, at) => at),
    creditMax: 20,
    currency: 'USD',
    descending: true,
    below: 5,
  })
  const named = await db.execute(
    sql`select id from accounts where id = any(${`{${ids.slice(0, 6).join(',')}}`}::text::uuid[]) order by organization_name, id`,
  )
  const inOrder = (named as unknown as { rows: { id: string }[] }).rows.map(row => row.id)
  const items = await db
    .select()
    .from(jobItems)
    .where(eq(jobItems.jobId, made.jobs[1] ?? ''))
    .orderBy(jobItems.position)
  expect(items.map(item => item.accountId)).toEqual(inOrder)
  const [approval] = await db.select().from(approvals)
  expect(approval?.accountIds).toEqual(inOrder)
})
