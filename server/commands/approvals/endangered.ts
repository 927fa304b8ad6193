import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { conflict } from '@/lib/errors'
import { endangersCalls, freshOver, type JobKind, type JobParameters, mostOfSupport, supportMinutes } from '@/lib/job'
import { freshMinutes } from '@/lib/operator'
import { can } from '@/lib/permissions'
import type { Ctx, OperatorActor } from '../../context'
import type { Db, Tx } from '../../platform/db/client'
import { rowOf } from '../../platform/db/rows'
import { requireFresh } from '../define'
import { isFresh } from '../fresh'
import { approvalLimit } from './limit'

// How many accounts one operator has changed lately, over jobs, retries, resumes and single clicks together: splitting
// a change into parts must not avoid a confirmation.

const countedHours = 24

/** The items to send: a job, the rest of a job, or its failed items. Import lines have no account yet. */
type Work = { kind: JobKind; parameters: JobParameters; accountIds: readonly (string | null)[] }

/** Which changes are counted: disabling (a limit of 0 counts as one), and for support's limit also enabling. */
type Deed = { command: SQL; job: SQL }

const noChannels = (column: SQL) => sql`${column} ->> 'limit' = '0'`
const endangering: Deed = {
  command: sql`(c.action = 'account.disable' or (c.action = 'account.channel_limit' and ${noChannels(sql`c.input`)}))`,
  job: sql`(j.kind = 'accounts.disable' or (j.kind = 'accounts.channel_limit' and ${noChannels(sql`j.parameters`)}))`,
}
const enabling: Deed = { command: sql`c.action = 'account.enable'`, job: sql`j.kind = 'accounts.enable'` }

function deedOf(work: Work): Deed | null {
  if (endangersCalls(work)) return endangering
  return work.kind === 'accounts.enable' ? enabling : null
}

/** Accounts in a time window, each counted once: so far, and together with what is about to be sent. */
const inWindow = z.object({ before: z.number(), together: z.number() })
type Counted = z.infer<typeof inWindow>

const counted = rowOf({
  approval: inWindow,
  support: inWindow,
  fresh: inWindow,
  /** Whether some were set to 0 channels. */
  limits: z.boolean(),
})

/**
 * Counts accounts by the time their change was sent, also when its outcome is unknown. Waiting items of a running job
 * count as if sent now; those of a paused job count when it is resumed. Not counted: undone, skipped and refused
 * changes, which were never made, and approved jobs, about which a second person decided.
 */
async function countWindows(db: Db | Tx, ctx: Ctx<OperatorActor>, deed: Deed, accountIds: readonly string[]) {
  const now = ctx.now().getTime()
  const ago = (minutes: number) => sql`${new Date(now - minutes * 60_000).toISOString()}::timestamptz`
  const windows = { approval: countedHours * 60, support: supportMinutes, fresh: freshMinutes }
  const counts = Object.entries(windows).map(
    ([name, minutes]) => sql`
      json_build_object('before', count(*) filter (where at > ${ago(minutes)}),
        'together', count(*) filter (where asked or at > ${ago(minutes)})) as ${sql.identifier(name)}`,
  )
  const answer = await db.execute(sql`
    with listed as (
      select c.target_id as account, c.sent_at as at, false as asked, c.action = 'account.channel_limit' as limits
      from commands c
      where c.actor_id = ${ctx.actor.id} and c.sent_at > ${ago(windows.approval)} and c.target_kind = 'account'
        and ${deed.command} and c.state in ('scheduled', 'in_flight', 'unknown', 'superseded', 'succeeded')
        and not exists (select 1 from jobs j where j.id = c.job_id and j.approval_id is not null)
      union all
      select i.account_id::text, ${ago(0)}, false, j.kind = 'accounts.channel_limit'
      from jobs j join job_items i on i.job_id = j.id
      where j.state in ('waiting', 'running') and j.run_by_id = ${ctx.actor.id}::uuid and j.approval_id is null
        and ${deed.job} and i.state = 'waiting'
      union all
      select account::text, null, true, false from unnest(${`{${accountIds.join(',')}}`}::text::uuid[]) as account
    ), accounts as (
      select max(at) as at, bool_or(asked) as asked, bool_or(limits) as limits from listed group by account
    )
    select ${sql.join(counts, sql`, `)}, coalesce(bool_or(limits), false) as limits from accounts`)
  return counted.parse(answer)
}

/** Why a change is refused, needs approval, or needs a fresh identity, each as text for people; null = it does not. */
type Asked = Record<'refusal' | 'approval' | 'proof', string | null>

/** What a bulk change requires, given this operator's recent changes. It can differ once the change is admitted. */
export async function askedFor(db: Db | Tx, ctx: Ctx<OperatorActor>, work: Work): Promise<Asked> {
  const deed = deedOf(work)
  const count = work.accountIds.length
  if (!deed) return { refusal: null, approval: null, proof: count > freshOver ? proofWords(null, count) : null }
  const ids = work.accountIds.flatMap(id => id ?? [])
  const { approval, support, fresh, limits } = await countWindows(db, ctx, deed, ids)
  const over = deed === endangering ? await approvalLimit(db) : null
  const withLimits = limits || work.kind === 'accounts.channel_limit'
  const done = ({ before }: Counted, window: string) => doneWords(deed, withLimits, before, window)
  const isCapped = !can(ctx.actor.role, 'jobs.unlimited')
  return {
    refusal: isCapped && support.together > mostOfSupport ? capWords(support.before) : null,
    approval:
      over !== null && approval.together > over
        ? approvalWords(done(approval, `${countedHours} hours`), count, over)
        : null,
    proof: fresh.together > freshOver ? proofWords(done(fresh, `${freshMinutes} minutes`), count) : null,
  }
}

/**
 * Runs in the transaction that commits a bulk change, before its items are written. Serializes an operator's changes:
 * two at once are counted together. Throws what they require. @param isApproved a second person approved this
 */
export async function admitWork(tx: Tx, ctx: Ctx<OperatorActor>, work: Work, isApproved: boolean): Promise<void> {
  await oneAfterTheOther(tx, ctx)
  const { refusal, approval, proof } = await askedFor(tx, ctx, work)
  if (refusal) throw conflict(refusal)
  if (approval && !isApproved) {
    throw conflict(
      approval,
      'Select these accounts in the list and request approval. Another owner or a manager decides.',
    )
  }
  if (proof) requireFresh(ctx, proof)
}

/** The same for one account. It never needs a second person, because fraud must be stopped at night too. */
export async function admitClick(tx: Tx, ctx: Ctx<OperatorActor>, accountId: string): Promise<void> {
  if (isFresh(ctx)) return
  await oneAfterTheOther(tx, ctx)
  const { fresh, limits } = await countWindows(tx, ctx, endangering, [accountId])
  if (fresh.together <= freshOver) return
  requireFresh(ctx, proofWords(doneWords(endangering, limits, fresh.before, `${freshMinutes} minutes`), 1))
}

function oneAfterTheOther(tx: Tx, ctx: Ctx<OperatorActor>): Promise<unknown> {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`endangered by ${ctx.actor.id}`}, 0))`)
}

const number = (count: number) => count.toLocaleString('en-US')
const accountsWords = (count: number) => `${number(count)} ${count === 1 ? 'account' : 'accounts'}`

/** "You have disabled 40 accounts in the last 24 hours." Null = none. */
function doneWords(deed: Deed, limits: boolean, before: number, window: string): string | null {
  if (before === 0) return null
  const verb = deed === enabling ? 'enabled' : 'disabled'
  const them = before === 1 ? 'it' : 'them'
  return `You have ${verb} ${accountsWords(before)}${limits ? `, or set ${them} to 0 channels,` : ''} in the last ${window}.`
}

const theseWords = (count: number) => (count === 1 ? 'this one' : `these ${number(count)}`)

function approvalWords(done: string | null, count: number, over: number): string {
  return done === null
    ? `Approval is required for more than ${accountsWords(over)} in ${countedHours} hours.`
    : `${done} With ${theseWords(count)} it is more than ${number(over)}, so approval is required.`
}

function capWords(before: number): string {
  const may = `Your role can change ${mostOfSupport} accounts like this in ${supportMinutes} minutes`
  return before === 0
    ? `${may}. Ask a manager, or select fewer.`
    : `${may}. You have already changed ${number(before)}. ${before < mostOfSupport ? 'Select fewer, wait, or ask a manager.' : 'Wait, or ask a manager.'}`
}

function proofWords(done: string | null, count: number): string {
  return done === null
    ? `This change affects more than ${freshOver} accounts.`
    : `${done} With ${theseWords(count)} it is more than ${freshOver}.`
}
