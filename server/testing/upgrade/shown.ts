import { loadAccountSearch } from '@/lib/account-search'
import { isChanged, loadRoundSearch, type ReviewItem } from '@/lib/reviews'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { verifyRecord } from '@/server/audit/verify'
import { listApprovals } from '@/server/commands/approvals/approvals'
import { listJobs } from '@/server/commands/jobs/queries'
import type { Ctx, OperatorActor } from '@/server/context'
import { readOverview } from '@/server/overview/queries'
import { listItems } from '@/server/reviews/items'
import { readDesk } from '@/server/reviews/rounds'
import { listViews } from '@/server/views/queries'

/** Each is an address of the list of accounts. */
const searches = [
  'q=voice',
  'q=reseller.example',
  'status=disabled',
  'status=enabled&rollup=yes&pricing=no',
  'protected=yes',
  'drifted=yes',
  'missing=yes',
  'limit=known',
  'creditMax=0&rollup=no',
  'reviewTo=2026-11-30',
]

/** Figures that a console shows an owner, over every screen: no upgrade may change them. */
export async function shown(ctx: Ctx<OperatorActor>) {
  const found: Record<string, number> = {}
  for (const query of searches) {
    found[query] = (await countSearch(ctx, loadAccountSearch(new URLSearchParams(query)))).rowCount
  }
  const overview = await readOverview(ctx)
  const { openCreates } = await listAccounts(ctx, loadAccountSearch(new URLSearchParams()))
  const jobs = await listJobs(ctx)
  const tally = (words: string[]) =>
    Object.fromEntries([...new Set(words)].sort().map(word => [word, words.filter(one => one === word).length]))
  return {
    accounts: overview.limit.all,
    byStatus: Object.fromEntries(overview.byStatus.map(one => [one.status, one.count])),
    found,
    drifted: overview.drifted,
    reviewsDue: overview.reviewsDue.count,
    open: tally(overview.open.map(command => `${command.action} ${command.state}`)),
    openCreates: openCreates.map(create => create.name).sort(),
    rollupReviews: await rollupReviews(ctx),
    views: Object.fromEntries((await listViews(ctx)).map(view => [view.name, view.count])),
    jobs: Object.fromEntries(jobs.map(({ id, kind, state, counts }) => [id, { kind, state, ...someOf(counts) }])),
    approvals: tally((await listApprovals(ctx)).map(approval => approval.state)),
    recorded: (await verifyRecord(ctx)).rows,
  }
}

const someOf = (counts: Record<string, number>) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))

/** Where the rollup flags of all accounts stand, in the words of the releases before review rounds. */
async function rollupReviews(ctx: Ctx<OperatorActor>) {
  const states = { new: 0, changed: 0, questioned: 0, approved: 0, untold: 0 }
  for (const item of await currentItems(ctx)) {
    if (item.now === 'unknown') states.untold += 1
    else if (item.verdict === 'open') states.new += 1
    else states[isChanged(item) ? 'changed' : item.verdict] += 1
  }
  return states
}

/** The items of the current round whose account is still there. */
export async function currentItems(ctx: Ctx<OperatorActor>): Promise<ReviewItem[]> {
  const { round } = await readDesk(ctx, { desk: 'billing', round: null })
  const items: ReviewItem[] = []
  for (let page = 1; round; page += 1) {
    const search = { ...loadRoundSearch({}), state: 'all' as const, page, size: 250 }
    const { rows } = await listItems(ctx, { roundId: round.id, search })
    items.push(...rows.filter(item => item.now !== 'gone'))
    if (rows.length < search.size) break
  }
  return items
}
