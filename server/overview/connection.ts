import 'server-only'
import type { ConnectionState } from '@/lib/connection'
import { readStop, waitingWork } from '../commands/sending/stop'
import type { Ctx } from '../context'
import { historySize } from '../mirror/history/size'
import { syncState } from '../mirror/state'
import { binding } from '../platform/db/schema'
import { undeclaredProxy } from '../platform/http/undeclared-proxy'
import { dateOf, steadyNow } from '../platform/steady-clock'
import { toProblem } from '../telnyx/error'

type Failure = NonNullable<ConnectionState['lastFailure']>

/** How the connection of this process to Telnyx works. Of the key only its end. */
export async function readConnection(ctx: Ctx): Promise<ConnectionState> {
  const [sync, [bound], stopped, work, history] = await Promise.all([
    syncState(ctx),
    ctx.db.select({ managerAccountId: binding.managerAccountId }).from(binding),
    readStop(ctx.db),
    waitingWork(ctx),
    historySize(ctx),
  ])
  const { limiter, keyEnd } = ctx.telnyx
  const { limit, windowMs, remaining, resetAt, blockedUntil, waiting, busy, instances, part, openSince } =
    limiter.snapshot()
  const { lastAnswerAt } = ctx.telnyx.health()
  const lane = (name: keyof typeof busy) => ({ waiting: waiting[name], inFlight: busy[name] })
  return {
    keyEnd,
    baseUrl: ctx.settings.baseUrl,
    managerAccountId: bound?.managerAccountId ?? null,
    downSince: openSince === null ? null : dateOf(openSince).toISOString(),
    lastAnswerAt: lastAnswerAt === null ? null : new Date(lastAnswerAt).toISOString(),
    rate: { limit, windowMs, remaining, resetsInMs: untilNow(resetAt), blockedForMs: untilNow(blockedUntil) },
    shared: { instances, percent: part === null ? null : Math.round(part * 100) },
    lanes: { click: lane('click'), bulk: lane('bulk'), sync: lane('sync') },
    undeclaredProxy: undeclaredProxy(),
    sending: { stopped, waiting: work },
    sync: { asOf: sync.asOf, nextAt: sync.nextAt, running: sync.running },
    balances: { oldestAt: sync.oldestBalanceAt, read: sync.balancesKnown, of: sync.accounts },
    history,
    lastFailure: lastFailure(ctx, sync.lastError),
  }
}

/** The newer of two failures: the one this process met, and the one of the last sweep, perhaps of another process. */
function lastFailure(ctx: Ctx, swept: Awaited<ReturnType<typeof syncState>>['lastError']): Failure | null {
  const { lastTrouble } = ctx.telnyx.health()
  const own = lastTrouble && {
    at: new Date(lastTrouble.at).toISOString(),
    during: lastTrouble.operation,
    problem: wordsOf(toProblem(lastTrouble.error)),
  }
  const sweep = swept && { at: swept.at, during: 'sync' as const, problem: wordsOf(swept) }
  if (!own || !sweep) return own ?? sweep
  return sweep.at > own.at ? sweep : own
}

function wordsOf({ message, hint, requestId }: Failure['problem']): Failure['problem'] {
  return { message, ...(hint && { hint }), ...(requestId && { requestId }) }
}

// The limiter counts by the steady clock.
function untilNow(at: number | null): number | null {
  return at === null ? null : Math.max(0, at - steadyNow())
}
