import 'server-only'
import type { Problem } from '@/lib/errors'
import { type SweptStatus, sweptStatuses } from '@/lib/managed-account'
import type { Services } from '../context'
import { failpoint } from '../platform/failpoint'
import { metrics } from '../platform/metrics'
import { readProblem, TelnyxError } from '../telnyx/error'
import { absentFrom, applyChecks, checkDirectly, type Known, MOST_CHECKS, readKnown } from './absent'
import { applySeen, type SeenAt } from './apply'
import { BindingError, bindManager } from './binding'
import { confirmDrift, readUnconfirmed } from './drift'
import { countAccounts, type ListFilter, type Listing, listAccounts } from './listing'
import { beginRun, endRun, type Progress, readMemory, remember, type SweepResult, type SweepTrigger } from './record'
import { refreshPool } from './refresh-pool'
import { idsOf, resolver, resolveStatuses, statusFilterIgnored } from './resolve'
import { readTwice, settleShifts } from './shifts'

type Options = {
  /** Also looks for accounts that no status filter shows, and reads the channel pool. Default yes. */
  everything?: boolean
  /** Accounts per page; by default as many as Telnyx gives. */
  pageSize?: number
  signal?: AbortSignal
  /** Called after reading and before writing: whether this process may still write. */
  mayWrite?: () => boolean | Promise<boolean>
}

/** The sweep ends without a finding about Telnyx: the console stops, or another instance took over. */
class CalledOff extends Error {}

/**
 * Brings the mirror up to date once. Reads everything before it writes anything; a failure is recorded, logged and
 * returned as `problem`. Rejects only when the database cannot even record that.
 */
export async function sweep(services: Services, trigger: SweepTrigger, options: Options = {}): Promise<SweepResult> {
  const run = await beginRun(services, trigger)
  const progress: Progress = { requests: 0, counts: {}, changed: 0 }
  try {
    const problem = await bringInStep(services, run.startedAt, progress, options)
    await failpoint('sync.before_end')
    const read = sweptStatuses.some(status => (progress.counts[status] ?? 0) > 0)
    const result = { ...(await endRun(services, run, progress, problem)), read }
    count(trigger, result, result.state)
    return result
  } catch (error) {
    const calledOff = error instanceof CalledOff || options.signal?.aborted === true
    if (!calledOff) services.log.warn({ err: error, run: run.id }, 'a sweep failed')
    const problem = calledOff ? stopped : problemOf(error)
    const result = { ...(await endRun(services, run, progress, problem, calledOff)), read: false }
    count(trigger, result, calledOff ? 'stopped' : 'failed')
    return result
  }
}

function count(trigger: SweepTrigger, result: SweepResult, outcome: SweepResult['state'] | 'stopped'): void {
  const { startedAt, finishedAt } = result
  metrics().sweeps.inc({ trigger, outcome })
  if (outcome !== 'stopped') metrics().sweepSeconds.observe((finishedAt.getTime() - startedAt.getTime()) / 1_000)
}

const stopped: Problem = { code: 'unavailable', message: 'This sync was stopped before it ended.' }

function problemOf(error: unknown): Problem {
  if (error instanceof TelnyxError) return readProblem(error, { repeated: true })
  if (error instanceof BindingError) return { code: 'conflict', message: error.message }
  return {
    code: 'internal',
    message: 'Telnyx’s answer could not be stored.',
    hint: 'The console retries automatically. If this continues, tell your administrator.',
  }
}

/** The fault in lists that were read to their end; null = none. */
async function bringInStep(services: Services, startedAt: Date, progress: Progress, options: Options) {
  await failpoint('sync.before_read')
  const { listings, known, everything } = await readLists(services, progress, options)
  const ids = idsOf(listings)
  const ignored = statusFilterIgnored(listings)
  const when: SeenAt = { at: startedAt, listLag: services.settings.listLag, statusFilterIgnored: ignored }
  let absent = absentFrom(ids, known, when, everything)
  if (absent.length > MOST_CHECKS && !everything) {
    const all = await readTwice('all', reader(services, progress, options))
    listings.push(all)
    for (const id of all.rows.keys()) ids.add(id)
    absent = absentFrom(ids, known, when, true)
  }
  const short = isShort(absent, known)

  if (options.mayWrite && !(await options.mayWrite())) throw new CalledOff()
  const kept = new Set<SweptStatus>(sweptStatuses.filter(status => short || !isComplete(listings, status)))
  const found = [listings, ignored, kept, (id: string) => known.get(id)?.statusMatched ?? []] as const
  const unconfirmed = await readUnconfirmed(services.db)
  await failpoint('sync.before_write')
  progress.changed += await applySeen(services, resolveStatuses(...found), when, id => known.has(id))
  await failpoint('sync.after_write')
  await confirmDrift(services, unconfirmed, resolver(...found), when.at)
  const { short: shortBefore = false } = await readMemory(services.db)
  await remember(services, { statusFilterIgnored: ignored, short })

  const doubt = shortfall(short, ids.size, known.size) ?? incompleteness(listings)
  if (doubt && !(short && shortBefore && ids.size > 0)) return doubt
  const checks = await checkDirectly(services, absent, options.signal)
  await failpoint('sync.after_checks')
  progress.requests += checks.length
  // A list that stays incomplete is trusted only when every account that was read directly is gone.
  if (doubt && checks.some(check => check.found)) return doubt
  progress.changed += await applyChecks(services, checks, when)
  return doubt
}

/**
 * Reads a list per status; and when `everything` is set, the total of all accounts. The list of all accounts is read
 * only when the status lists do not add up to that total: it doubles the requests of a sweep.
 */
async function readLists(services: Services, progress: Progress, options: Options) {
  const read = reader(services, progress, options)
  const counted = options.everything === false ? null : await read('all', countAccounts)
  const ofStatuses: Listing[] = []
  // Enabled first: an account that is disabled, blocked or cancelled during the reading shows in both lists, and the
  // stronger status counts.
  for (const status of sweptStatuses) ofStatuses.push(await read(status))
  const known = await readKnown(services)
  const listings = await settleShifts(services, ofStatuses, known, {
    ...options,
    read,
    onRequest: () => (progress.requests += 1),
  })
  if (!counted) return { listings, known, everything: false }
  await refreshPool(services, { signal: options.signal, onRequest: () => (progress.requests += 1) })
  if (counted.complete) listings.unshift(counted)
  else if (counted.total !== idsOf(listings).size || !listings.every(listing => listing.complete)) {
    listings.push(await readTwice('all', read))
  }
  return { listings, known, everything: true }
}

/** Reads listings, counts their requests, and refuses another manager's accounts before anything is written. */
function reader(services: Services, progress: Progress, { signal, pageSize }: Options) {
  const managers = new Set<string>()
  return async (filter: ListFilter, list: typeof listAccounts = listAccounts): Promise<Listing> => {
    const listing = await list(services, filter, {
      signal,
      pageSize,
      onPage: async rows => {
        progress.requests += 1
        for (const { managerAccountId } of rows) {
          if (managerAccountId === null || managers.has(managerAccountId)) continue
          await bindManager(services, managerAccountId)
          managers.add(managerAccountId)
        }
      },
    })
    progress.counts[filter] = filter === 'all' && listing.total !== null ? listing.total : listing.rows.size
    return listing
  }
}

function isComplete(listings: readonly Listing[], filter: ListFilter): boolean {
  return listings.some(listing => listing.filter === filter && listing.complete)
}

/** Telnyx does not delete accounts: when many are missing at once, the list is probably wrong. */
function isShort(absent: readonly Known[], known: ReadonlyMap<string, Known>): boolean {
  return absent.length > Math.max(5, known.size / 5) || (known.size > 0 && absent.length === known.size)
}

function shortfall(short: boolean, seen: number, known: number): Problem | null {
  if (!short) return null
  return {
    code: 'upstream',
    message: `Telnyx lists only ${seen.toLocaleString('en')} of the ${known.toLocaleString('en')} known accounts.`,
    hint: 'No account was marked as gone. The next syncs check each missing account.',
  }
}

function incompleteness(listings: readonly Listing[]): Problem | null {
  const cut = listings.find(listing => !listing.complete)
  if (!cut) return null
  const came = cut.rows.size.toLocaleString('en')
  return {
    code: 'upstream',
    message:
      cut.total === null
        ? `Telnyx’s list of ${cut.filter} accounts does not report its total.`
        : `Telnyx’s list of ${cut.filter} accounts is incomplete: ${came} of ${cut.total.toLocaleString('en')} arrived.`,
    hint: 'The accounts that arrived are shown. The others keep their last known values.',
  }
}
