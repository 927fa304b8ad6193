import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type DriftField, type DriftValue, driftFields } from '@/lib/drift'
import type { AccountStatus, ManagedAccount } from '@/lib/managed-account'
import type { Services } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { rowsOf } from '../platform/db/rows'
import type { Seen } from './resolve'
import { instant, type Observation, pricingHeld } from './rules'

/*
 * A change that no command here explains is first noted, unconfirmed, in the statement that writes it to the mirror.
 * The second sweep that sees the same confirms it. A single answer (to a balance request or a command) may write a
 * change to the mirror before any sweep: it is noted then, and waits for its two sweeps.
 */

/** `seen_at` of a change that no sweep has seen yet. */
export const notSwept = new Date('9999-12-31T00:00:00.000Z')

/**
 * A row's values before and after a change; `o` and `w` are the two rows. When the status was lost, the value of its unconfirmed change
 * stands in for it: otherwise a further change would not be noted, and the first could never be confirmed.
 */
export function driftValues(o: SQL, w: SQL): SQL {
  const waiting = sql`(
    select d.after from drift d where d.account_id = ${o}.id and d.field = 'status' and d.confirmed_at is null
      and not coalesce(${o}.status_set_at > d.seen_at, false)
  )`
  return sql`(values
    ('status', coalesce(to_jsonb(nullif(${o}.status, 'unknown')), ${waiting}), to_jsonb(nullif(${w}.status, 'unknown')), ${o}.status_observed_at),
    ('rollupBilling', to_jsonb(${o}.rollup_billing), to_jsonb(${w}.rollup_billing), ${o}.observed_at),
    ('customPricing', to_jsonb(${o}.custom_pricing), to_jsonb(${w}.custom_pricing), ${o}.observed_at),
    ('email', to_jsonb(${o}.email::text), to_jsonb(${w}.email::text), ${o}.observed_at),
    ('name', to_jsonb(${o}.organization_name::text), to_jsonb(${w}.organization_name::text), ${o}.observed_at)
  ) as v(field, before, after, observed_at)`
}

/**
 * Created here, and neither shown by any list nor given a status by a command yet: the first list's facts are no change. Nothing but a
 * create leaves the source `command` without the time of a command.
 */
export const neverListed = (row: SQL) => sql`(${row}.status_source = 'command' and ${row}.status_set_at is null)`

/**
 * A command here with exactly this effect that is open or newer than the last observation. Also one from shortly
 * before: a list may lag behind it, and a superseded command may have been carried out after all.
 */
const explained = sql`exists (
  select 1 from commands c
  where c.target_kind = 'account' and c.target_id = v.id::text
    and (
      (v.field = 'status' and c.action = case v.after #>> '{}' when 'disabled' then 'account.disable' when 'enabled' then 'account.enable' end)
      or (v.field = 'customPricing' and c.action = 'account.custom_pricing' and c.input -> 'allow' = v.after)
    )
    and (c.state in ('in_flight', 'unknown') or (c.state in ('succeeded', 'superseded') and c.sent_at >= v.observed_at - interval '2 minutes'))
)`

/**
 * CTEs that note each change in `changes` (id, field, before, after, observed_at). A change back deletes the note. A
 * further change before the confirmation keeps the first `before` value and starts over.
 */
export function driftNoted(changes: SQL, seenAt: Date): SQL {
  return sql`
    unexplained as materialized (
      select v.id, v.field, v.before, v.after from (${changes}) v
      where v.before is not null and v.after is not null and v.before <> v.after and not ${explained}
    ),
    reverted as (
      delete from drift d using unexplained u
      where d.account_id = u.id and d.field = u.field and d.confirmed_at is null and d.before = u.after
      returning d.account_id, d.field
    ),
    noted as (
      insert into drift (id, account_id, field, before, after, seen_at)
      select gen_random_uuid(), u.id, u.field, u.before, u.after, ${instant(seenAt)} from unexplained u
      where not exists (
        select 1 from drift d
        where d.account_id = u.id and d.field = u.field and d.confirmed_at is null and d.before = u.after
      )
      on conflict (account_id, field) where confirmed_at is null
        do update set after = excluded.after, seen_at = excluded.seen_at
    )`
}

/** What one answer says about one account; custom pricing only when no command of ours set it. */
type Answer = Pick<ManagedAccount, 'id' | 'email' | 'organizationName' | 'rollupBilling'> & {
  status?: AccountStatus
  pricing?: { value: boolean | null; when: Observation }
}

/** Notes what an answer is about to change: call it before the change, in the same transaction. */
export async function noteAnswer(tx: Tx, answer: Answer): Promise<void> {
  const { status = null, pricing } = answer
  const held = pricing ? pricingHeld(sql`o`, pricing.when) : sql`true`
  const changes = sql`
    select o.id, v.field, v.before, v.after, v.observed_at
    from o cross join lateral (
      select ${status}::text as status, ${answer.rollupBilling}::boolean as rollup_billing,
        case when ${held} then null else ${pricing?.value ?? null}::boolean end as custom_pricing,
        ${answer.email}::text as email, ${answer.organizationName}::text as organization_name
    ) w cross join lateral ${driftValues(sql`o`, sql`w`)}
    where not ${neverListed(sql`o`)}`
  await tx.execute(sql`
    with o as materialized (select * from accounts where id = ${answer.id} for update),
    ${driftNoted(changes, notSwept)}
    select 1`)
}

const unconfirmedRows = rowsOf({
  id: z.string(),
  accountId: z.string(),
  field: z.enum(driftFields),
  before: z.union([z.string(), z.boolean(), z.null()]),
  after: z.union([z.string(), z.boolean(), z.null()]),
  swept: z.boolean(),
  /** A command here has set the field since. */
  overruled: z.boolean(),
})
type Unconfirmed = ReturnType<typeof unconfirmedRows.parse>[number]

/** The changes that a sweep may confirm; read before the sweep writes anything. */
export async function readUnconfirmed(db: Db): Promise<Unconfirmed[]> {
  const answer = await db.execute(sql`
    select d.id, d.account_id as "accountId", d.field, d.before, d.after, d.seen_at <> ${instant(notSwept)} as swept,
      coalesce(case d.field when 'status' then a.status_set_at > d.seen_at
        when 'customPricing' then a.custom_pricing_set_at > d.seen_at end, false) as overruled
    from drift d join accounts a on a.id = d.account_id
    where d.confirmed_at is null`)
  return unconfirmedRows.parse(answer)
}

const seenValue: Record<DriftField, (seen: Seen) => DriftValue> = {
  status: ({ status }) => (status === 'unknown' ? null : status),
  rollupBilling: ({ account }) => account.rollupBilling,
  customPricing: ({ account }) => account.allowCustomPricing,
  email: ({ account }) => account.email,
  name: ({ account }) => account.organizationName,
}

type Verdict = 'confirmed' | 'seen' | 'forgotten'

/** What this sweep says about an unconfirmed change; null = nothing, or a further change, which was noted already. */
function evaluate(row: Unconfirmed, seen: Seen): Verdict | null {
  if (row.overruled) return 'forgotten'
  const value = seenValue[row.field](seen)
  if (value === null) return null
  if (value === row.before) return 'forgotten'
  if (value !== row.after) return null
  return row.swept ? 'confirmed' : 'seen'
}

const BATCH = 1_000

/** Confirms or deletes what earlier sweeps noted. One statement for many rows, none when nothing is unconfirmed. */
export async function confirmDrift(
  services: Services,
  waiting: readonly Unconfirmed[],
  seenOf: (accountId: string) => Seen | undefined,
  at: Date,
): Promise<void> {
  const verdicts = waiting.flatMap(row => {
    const seen = seenOf(row.accountId)
    const verdict = seen && evaluate(row, seen)
    return verdict ? [{ id: row.id, verdict, after: row.after }] : []
  })
  for (let start = 0; start < verdicts.length; start += BATCH) {
    const json = JSON.stringify(verdicts.slice(start, start + BATCH))
    // `after` is compared again: the row may have been noted again since it was read.
    await services.db.execute(sql`
      with r as materialized (select * from jsonb_to_recordset(${json}::jsonb) as r(id uuid, verdict text, after jsonb)),
      forgotten as (
        delete from drift d using r
        where d.id = r.id and r.verdict = 'forgotten' and d.confirmed_at is null and d.after = r.after
      )
      update drift d set
        seen_at = case when r.verdict = 'seen' then ${instant(at)} else d.seen_at end,
        confirmed_at = case when r.verdict = 'confirmed' then ${instant(at)} end
      from r where d.id = r.id and r.verdict <> 'forgotten' and d.confirmed_at is null and d.after = r.after`)
  }
}
