import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Services } from '../context'
import { sqlState } from '../platform/db/client'
import { rowsOf } from '../platform/db/rows'
import { failpoint } from '../platform/failpoint'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { driftNoted, driftValues, neverListed } from './drift'
import { factColumns, facts, nameOf } from './facts'
import { rollupNoted } from './history/balance'
import type { Seen } from './resolve'
import { instant, type Observation, pricingHeld, statusHeld } from './rules'

const BATCH = 500

export type SeenAt = Observation & {
  /** Telnyx ignores the status filter, so the status that our own commands set is kept. */
  statusFilterIgnored: boolean
}

/** Whether the mirror had the account before the sweep: a new one is written without a comparison. */
type IsKnown = (id: string) => boolean

const returned = rowsOf({ id: z.string() })

/**
 * Writes what a sweep saw: new accounts, changed facts and statuses by the rules of rules.ts, and notes changes that no
 * command here explains. Rows without news are not touched. Yields to other work of the process between two batches.
 * Returns how many rows were written.
 */
export async function applySeen(
  services: Services,
  seen: Iterable<Seen>,
  when: SeenAt,
  isKnown: IsKnown = () => true,
): Promise<number> {
  let written = 0
  for (const batch of inBatches(seen)) {
    written += await applyBatch(services, batch, when, isKnown)
    await failpoint('sync.after_batch')
    await yieldToEventLoop()
  }
  return written
}

function* inBatches(seen: Iterable<Seen>): Generator<Seen[]> {
  let batch: Seen[] = []
  for (const one of seen) {
    batch.push(one)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A value that the database rejects must cost only its own row, never the fleet. */
async function applyBatch(services: Services, batch: readonly Seen[], when: SeenAt, isKnown: IsKnown): Promise<number> {
  try {
    const news = await newsOf(services, batch, when, isKnown)
    if (news.length === 0) return 0
    const result = await services.db.execute(statement(news, when, services.now()))
    return returned.parse(result).length
  } catch (error) {
    const badValue = sqlState(error)?.startsWith('22') ?? false
    if (!badValue) throw error
    if (batch.length === 1) {
      services.log.warn({ account: batch[0]?.account.id }, 'an account from Telnyx has a value that cannot be stored')
      return 0
    }
    const half = Math.ceil(batch.length / 2)
    return (
      (await applyBatch(services, batch.slice(0, half), when, isKnown)) +
      (await applyBatch(services, batch.slice(half), when, isKnown))
    )
  }
}

/** Most batches have no news: one query without a lock finds out. */
async function newsOf(services: Services, batch: readonly Seen[], when: SeenAt, isKnown: IsKnown) {
  if (!batch.some(({ account }) => isKnown(account.id))) return batch
  const result = await services.db.execute(sql`
    with r as materialized (${recordset(batch)})
    select r.id from r left join accounts a on a.id = r.id
    where a.id is null or ${hasNews(sql`r`, when)}`)
  const ids = new Set(returned.parse(result).map(row => row.id))
  return ids.size === batch.length ? batch : batch.filter(({ account }) => ids.has(account.id))
}

const factNames = factColumns.map(nameOf)
const factTypes = sql.raw(factColumns.map(column => `${nameOf(column)} ${facts[column].type}`).join(', '))
const figures = [
  'balance',
  'credit_limit',
  'available_credit',
  'currency',
  'balance_observed_at',
  'balance_tried_at',
] as const
const whyDisabled = ['disabled_reason', 'disabled_note', 'disabled_by', 'disabled_at', 'review_on'] as const
const names = (columns: readonly string[]) => sql.raw(columns.join(', '))

function recordset(batch: readonly Seen[]): SQL {
  return sql`select * from jsonb_to_recordset(${JSON.stringify(batch.map(toJson))}::jsonb) as r(id uuid, ${factTypes},
    updated_at timestamptz(3), custom_pricing boolean, status text, status_matched jsonb)`
}

/** One statement: the changed rows as they were (locked), as they are now, and what no command explains. */
function statement(batch: readonly Seen[], when: SeenAt, now: Date): SQL {
  const at = instant(when.at)
  const changes = sql`
    select o.id, v.field, v.before, v.after, v.observed_at
    from o join w on w.id = o.id cross join lateral ${driftValues(sql`o`, sql`w`)}
    where not ${neverListed(sql`o`)}`
  return sql`
    with r as materialized (${recordset(batch)}),
    o as materialized (
      select a.* from accounts a join r on r.id = a.id where ${hasNews(sql`r`, when)} order by a.id for update of a
    ),
    w as (
      insert into accounts as a (id, ${names(factNames)}, updated_at, custom_pricing, status, status_matched,
        status_source, status_observed_at, first_seen_at, observed_at)
      select r.id, ${names(factNames.map(name => `r.${name}`))}, r.updated_at, r.custom_pricing, r.status, r.status_matched,
        'sweep', ${at}, ${instant(now)}, ${at}
      from r
      where exists (select 1 from o where o.id = r.id) or not exists (select 1 from accounts x where x.id = r.id)
      on conflict (id) do update set ${assignments(when)}
      where ${hasNews(sql`excluded`, when)}
      returning a.*
    ),
    ${driftNoted(changes, when.at)},
    ${rollupNoted(when.at)}
    select w.id from w`
}

function toJson({ account, status, matched }: Seen) {
  return {
    id: account.id,
    ...Object.fromEntries(factColumns.map(column => [nameOf(column), facts[column].of(account)])),
    updated_at: account.updatedAt,
    custom_pricing: account.allowCustomPricing,
    status,
    status_matched: matched,
  }
}

const a = sql`a`
const column = (row: SQL, name: string) => sql`${row}.${sql.raw(name)}`
/** A fact that an answer left out is not news. */
const differs = (row: SQL, name: string) =>
  sql`(${column(row, name)} is not null and ${column(row, name)} is distinct from ${column(a, name)})`

function held(when: SeenAt): SQL {
  const unheard = when.statusFilterIgnored ? sql`a.status_source <> 'sweep'` : sql`false`
  return sql`(${statusHeld(a, when)} or ${unheard})`
}

/** An account that no filter shows may have just changed lists: only the second time it counts as unknown. */
const firstTimeUnmatched = (row: SQL) => sql`(${row}.status_matched = '[]'::jsonb and a.status_matched <> '[]'::jsonb)`

function hasNews(row: SQL, when: SeenAt): SQL {
  return sql`(
    (a.observed_at <= ${instant(when.at)} and (${sql.join(
      factNames.map(name => differs(row, name)),
      sql` or `,
    )}))
    or coalesce(${row}.updated_at > a.updated_at, ${row}.updated_at is not null and a.updated_at is null)
    or a.missing_since <= ${instant(when.at)}
    or (${differs(row, 'custom_pricing')} and not ${pricingHeld(a, when)})
    or ((${row}.status_matched is distinct from a.status_matched or ${row}.status is distinct from a.status) and not ${held(when)})
  )`
}

function assignments(when: SeenAt): SQL {
  const e = sql`excluded`
  const at = instant(when.at)
  const newStatus = sql`(not ${held(when)} and not ${firstTimeUnmatched(e)})`
  const newFlag = sql`(a.observed_at <= ${at} and excluded.rollup_billing <> a.rollup_billing)`
  const noLongerDisabled = sql`(${newStatus} and excluded.status in ('enabled', 'cancelled'))`
  return sql.join(
    [
      ...factNames.map(
        name =>
          sql`${sql.raw(name)} = case when a.observed_at <= ${at} then coalesce(${column(e, name)}, ${column(a, name)}) else ${column(a, name)} end`,
      ),
      sql`updated_at = greatest(excluded.updated_at, a.updated_at)`,
      sql`custom_pricing = case when ${pricingHeld(a, when)} then a.custom_pricing else coalesce(excluded.custom_pricing, a.custom_pricing) end`,
      sql`status_matched = case when ${held(when)} then a.status_matched else excluded.status_matched end`,
      sql`status = case when ${newStatus} then excluded.status else a.status end`,
      sql`status_source = case when ${newStatus} then excluded.status_source else a.status_source end`,
      sql`status_observed_at = case when ${newStatus} then excluded.status_observed_at else a.status_observed_at end`,
      ...whyDisabled.map(
        name => sql`${sql.raw(name)} = case when ${noLongerDisabled} then null else ${column(a, name)} end`,
      ),
      // The balance is now another one, the manager's or the account's own, and unknown until it is read.
      ...figures.map(name => sql`${sql.raw(name)} = case when ${newFlag} then null else ${column(a, name)} end`),
      sql`missing_since = case when a.missing_since <= ${at} then null else a.missing_since end`,
      sql`observed_at = greatest(excluded.observed_at, a.observed_at)`,
    ],
    sql`, `,
  )
}
