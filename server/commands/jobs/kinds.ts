import 'server-only'
import type { AuditAction } from '@/lib/audit'
import type { AppError } from '@/lib/errors'
import { type JobKind, type JobParameters, jobKinds } from '@/lib/job'
import type { Ctx, OperatorActor, Services } from '../../context'
import type { AccountRecord } from '../../mirror/account'
import type { CallOptions, Permit } from '../../telnyx/client'
import type { RemoteCall } from '../remote'
import type { Claimed } from './claim'

// What the workers must know of each kind of job. Entities declare it, server/register.ts registers it.

type Call = Omit<RemoteCall<unknown>, 'id'>
export type MakeCall = (options: CallOptions, commandId: string) => Call

/** The call of one item, for a job that changes accounts the console knows: the workers evaluate the account first. */
export type BulkJob = {
  /** As of its call: the actions that set the same fact of an account. Of all these, only the newest intent may be sent. */
  supersedes: readonly AuditAction[]
  call(ctx: Ctx<OperatorActor>, account: AccountRecord, parameters: JobParameters, options: CallOptions): Call
}

/** A turn of the limiter; or milliseconds to rest: the item was released. */
type Turn = () => Promise<Permit | number>

/** A job whose items are anything else. */
export type OwnJob = {
  /** What is sent for the item; or milliseconds to rest, if it ended without a call or was released until later. */
  prepare(ctx: Ctx<OperatorActor>, claimed: Claimed, turn: Turn, signal: AbortSignal): Promise<MakeCall | number>
  /** Ends an item whose call was refused before it was recorded. */
  fail?(services: Services, claimed: Claimed, error: AppError): Promise<void>
}

// Next gives every bundle its own copy of a module: what is registered once is kept on globalThis.
const store = globalThis as { consoleJobKinds?: Record<JobKind, BulkJob | OwnJob> }

export function registerJobKinds(kinds: Record<JobKind, BulkJob | OwnJob>): void {
  store.consoleJobKinds = kinds
}

export function jobKindOf(kind: JobKind): BulkJob | OwnJob {
  const found = store.consoleJobKinds?.[kind]
  if (!found) throw new Error(`no job of the kind ${kind} is registered`)
  return found
}

/** What sets the same facts as jobs of this kind: single commands, and kinds of jobs, this one included. */
export function rivalsOf(kind: JobKind): { actions: AuditAction[]; kinds: JobKind[] } {
  const actionsOf = (one: JobKind) => {
    const job = jobKindOf(one)
    return 'supersedes' in job ? [...job.supersedes] : []
  }
  const actions = actionsOf(kind)
  const all = Object.keys(jobKinds) as JobKind[]
  return { actions, kinds: all.filter(one => actionsOf(one).some(action => actions.includes(action))) }
}
