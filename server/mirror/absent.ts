import 'server-only'
import { and, asc, gt, isNull } from 'drizzle-orm'
import type { AccountStatus, ManagedAccountDetail } from '@/lib/managed-account'
import type { Services } from '../context'
import { accounts } from '../platform/db/schema'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { TelnyxError } from '../telnyx/error'
import { applySeen, type SeenAt } from './apply'
import { askAccount, markMissing, writeDetail } from './detail'

/** Direct calls per sweep: enough to notice soon that an account left, few enough that a broken list costs little. */
export const MOST_CHECKS = 20

/** The facts in the mirror before a sweep that the sweep compares. */
export type Known = {
  id: string
  status: AccountStatus
  statusMatched: readonly string[]
  statusSource: 'sweep' | 'command' | 'probe'
  /** Epoch milliseconds. */
  firstSeenAt: number
  observedAt: number
}

/** Rows per read: reading all of a large fleet at once would block the process. */
const PORTION = 2_500

export async function readKnown(services: Services): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  // Many accounts share few combinations of lists: each combination is stored once.
  const combinations = new Map<string, readonly string[]>()
  let after: string | null = null
  for (;;) {
    const rows = await services.db
      .select({
        id: accounts.id,
        status: accounts.status,
        statusMatched: accounts.statusMatched,
        statusSource: accounts.statusSource,
        firstSeenAt: accounts.firstSeenAt,
        observedAt: accounts.observedAt,
      })
      .from(accounts)
      .where(and(isNull(accounts.missingSince), after === null ? undefined : gt(accounts.id, after)))
      .orderBy(asc(accounts.id))
      .limit(PORTION)
    for (const row of rows) {
      const key = row.statusMatched.join()
      const statusMatched = combinations.get(key) ?? row.statusMatched
      combinations.set(key, statusMatched)
      const [firstSeenAt, observedAt] = [row.firstSeenAt.getTime(), row.observedAt.getTime()]
      known.set(row.id, { ...row, statusMatched, firstSeenAt, observedAt })
    }
    after = rows.at(-1)?.id ?? null
    if (after === null || rows.length < PORTION) return known
    await yieldToEventLoop()
  }
}

/** Accounts that the lists should have shown and did not; those unseen for longest first. */
export function absentFrom(
  seen: ReadonlySet<string>,
  known: ReadonlyMap<string, Known>,
  when: SeenAt,
  everythingListed: boolean,
): Known[] {
  const youngest = when.at.getTime() - when.listLag * 1_000
  return [...known.values()]
    .filter(row => {
      if (seen.has(row.id)) return false
      // Created here a moment ago: Telnyx's lists may not show it yet.
      if (row.statusSource === 'command' && row.firstSeenAt > youngest) return false
      // No status filter ever showed it: only a list of all accounts can.
      return everythingListed || row.status !== 'unknown' || row.statusMatched.length > 0
    })
    .sort((x, y) => x.observedAt - y.observedAt)
}

type Check = { id: string; found: ManagedAccountDetail | null }

/** Failures that say nothing of one account: the next call would meet the same. */
const isOfAllCalls = new Set<TelnyxError['kind']>([
  'invalid_key',
  'not_manager',
  'rate_limited',
  'circuit_open',
  'network',
  'timeout',
  'cancelled',
])

/** Asks for each account directly; a call that fails says nothing about its account. */
export async function checkDirectly(services: Services, absent: readonly Known[], signal?: AbortSignal) {
  const checks: Check[] = []
  for (const { id } of absent.slice(0, MOST_CHECKS)) {
    try {
      checks.push({ id, found: await askAccount(services, id, { lane: 'sync', ...(signal && { signal }) }) })
    } catch (error) {
      if (!(error instanceof TelnyxError)) throw error
      services.log.warn({ account: id, kind: error.kind }, 'an account that no list showed could not be asked for')
      if (isOfAllCalls.has(error.kind)) break
    }
  }
  return checks
}

/** 404 = gone; found = it exists, but under no status filter. Returns how many rows were written. */
export async function applyChecks(services: Services, checks: readonly Check[], when: SeenAt): Promise<number> {
  const here = checks.flatMap(({ found }) => found ?? [])
  for (const detail of here) await writeDetail(services, detail, when.at)
  const seen = here.map(account => ({ account, status: 'unknown' as const, matched: [] }))
  const written = await applySeen(services, seen, when)
  let gone = 0
  for (const { id, found } of checks) if (!found && (await markMissing(services, id))) gone += 1
  return written + gone
}
