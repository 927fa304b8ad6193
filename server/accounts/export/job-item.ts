import 'server-only'
import type { Problem } from '@/lib/errors'
import { type Claimed, endClaim, releaseClaim } from '../../commands/jobs/claim'
import { mostAttempts, nextTry } from '../../commands/jobs/follow'
import type { OwnJob } from '../../commands/jobs/kinds'
import { isFinal, restWhileDown } from '../../commands/jobs/waiting'
import type { Ctx } from '../../context'
import { readAccount } from '../../mirror/account'
import { askAccount, writeDetail } from '../../mirror/detail'
import { TelnyxError, type TelnyxErrorKind, toProblem } from '../../telnyx/error'

// An export item reads an account, which changes nothing at Telnyx: it needs no audit entry before its call, and after
// a crash it is read again.

/** Telnyx was not asked, or did not process the request: this does not count as an attempt. */
const notAsked = new Set<TelnyxErrorKind>(['circuit_open', 'rate_limited', 'too_late', 'cancelled'])

const gone: Problem = {
  code: 'not_found',
  message: 'Telnyx no longer has this account.',
  hint: 'The file contains the last known values.',
}

/** Reads one account's balance and ends its item. Returns milliseconds this worker should rest. */
export const readForExport: OwnJob['prepare'] = async (ctx, claimed, turn, signal) => {
  const { accountId, attempts } = claimed.item
  const account = accountId === null ? null : await readAccount(ctx.db, accountId)
  if (!account || account.missingSince) {
    await endClaim(ctx, claimed, { state: 'skipped', problem: gone })
    return 0
  }
  const permit = await turn()
  if (typeof permit === 'number') return permit
  const at = ctx.now()
  try {
    const detail = await askAccount(ctx, account.id, { lane: 'bulk', permit, signal })
    if (detail) await writeDetail(ctx, detail, at)
    const end = detail ? { state: 'succeeded' as const, problem: null } : { state: 'skipped' as const, problem: gone }
    await endClaim(ctx, claimed, { ...end, attempts: attempts + 1 })
    return 0
  } catch (error) {
    if (error instanceof TelnyxError) return laterOrFailed(ctx, claimed, error)
    throw error
  } finally {
    permit.done({ outcome: 'unused' })
  }
}

async function laterOrFailed(ctx: Ctx, claimed: Claimed, error: TelnyxError): Promise<number> {
  const { kind } = error
  if (kind === 'circuit_open') return restWhileDown(ctx, claimed, error)
  const attempts = claimed.item.attempts + (notAsked.has(kind) ? 0 : 1)
  const problem = toProblem(error)
  if (isFinal(error) || attempts >= mostAttempts) {
    await endClaim(ctx, claimed, { state: 'failed', problem, attempts })
    return 0
  }
  const next = kind === 'cancelled' ? null : nextTry({ attempts }, problem, ctx.now())
  await releaseClaim(ctx, claimed, next, { attempts, problem })
  return 0
}
