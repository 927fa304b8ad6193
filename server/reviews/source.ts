import 'server-only'
import { and, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AccountFilter } from '@/lib/account-filters'
import { gone, type ReviewKind } from '@/lib/reviews'
import type { Services } from '../context'
import { whileUnchanged } from '../mirror/search/counts'
import { filterCondition } from '../mirror/search/filter'
import { matchesText } from '../mirror/search/text'
import { removals, rosterKey } from '../organization/roster'
import type { Tx } from '../platform/db/client'
import { rowsOf } from '../platform/db/rows'
import { accounts, commands, reviewItems, type reviewRounds, snapshots } from '../platform/db/schema'

type Round = Pick<typeof reviewRounds.$inferSelect, 'id' | 'kind'>

// For each kind of round: where its items come from, and their current value.

const flag = (column: typeof accounts.rollupBilling | typeof accounts.customPricing) =>
  sql`case when ${column} then 'yes' when not ${column} then 'no' else 'unknown' end`

const flagOf: Record<Exclude<ReviewKind, 'users'>, SQL> = {
  rollup: flag(accounts.rollupBilling),
  pricing: flag(accounts.customPricing),
}

/** Whether this console removed a user at or after an instant. */
const removedSince = (id: SQL, instant: SQL) => sql`exists (
  select 1 from ${commands} where ${removals} and ${commands.state} = 'succeeded' and ${commands.targetId} = ${id}
    and ${commands.finishedAt} >= ${instant})`

/** The users of the last roster, without those removed here since. `value` is what a reviewer judges, in words. */
const users = sql`(
  select u ->> 'id' as id, u ->> 'email' as email,
    jsonb_build_object('status', u -> 'status', 'isOwner', u -> 'isOwner', 'bypassesSso', u -> 'bypassesSso',
      'lastSignInAt', u -> 'lastSignInAt', 'groups', g.names) as facts,
    concat_ws(' · ', coalesce(u ->> 'status', 'status not reported'),
      case when (u ->> 'isOwner')::boolean then 'owner' end,
      case when (u ->> 'bypassesSso')::boolean then 'bypasses SSO' when u ->> 'bypassesSso' is null then 'SSO not reported' end,
      case when g.names is null then 'groups not reported' when g.names = '[]' then 'in no group'
        else g.listed end) as value
  from ${snapshots} s cross join jsonb_array_elements(s.value -> 'users') u
  cross join lateral (
    select case when jsonb_typeof(u -> 'groups') = 'array' then coalesce(jsonb_agg(one ->> 'name' order by one ->> 'name' collate "C"), '[]') end as names,
      string_agg(one ->> 'name', ', ' order by one ->> 'name' collate "C") as listed
    from jsonb_array_elements(case when jsonb_typeof(u -> 'groups') = 'array' then u -> 'groups' else '[]' end) one
  ) g
  where s.key = ${rosterKey} and not ${removedSince(sql`u ->> 'id'`, sql`s.observed_at`)})`

/**
 * Where the last roster is incomplete: the ids of the users of the last complete one. That the last one lacks them does
 * not prove that they are gone.
 */
const lastComplete = sql`(
  select u ->> 'id' from ${snapshots} s cross join jsonb_array_elements(s.value #> '{partial,complete,users}') u
  where s.key = ${rosterKey}
    and not ${removedSince(sql`u ->> 'id'`, sql`(s.value #>> '{partial,complete,observedAt}')::timestamptz`)})`

/**
 * The current value of items: `join` adds it to a query of items, and `from` with `on` to an update, which then leaves
 * out items that are not there. An update that joins items with themselves is slow before they have statistics.
 */
export function joinNow(kind: ReviewKind): { join: SQL; from: SQL; on: SQL; now: SQL<string> } {
  if (kind === 'users') {
    const from = sql`${users} present`
    const on = sql`present.id = ${reviewItems.subjectId}`
    const unlisted = sql`case when ${reviewItems.subjectId} in ${lastComplete} then 'unknown' else ${gone} end`
    return { from, on, join: sql`left join ${from} on ${on}`, now: sql<string>`coalesce(present.value, ${unlisted})` }
  }
  const from = sql`${accounts}`
  const on = sql`${accounts.id} = ${reviewItems.subjectId}::uuid`
  return {
    from,
    on,
    join: sql`left join ${from} on ${on}`,
    now: sql<string>`case when ${accounts.id} is null or ${accounts.missingSince} is not null then ${gone} else ${flagOf[kind]} end`,
  }
}

export type Now = Pick<ReturnType<typeof joinNow>, 'join' | 'now'>

/** With more changes the join costs less than naming them. */
const mostNamed = 2_000
const changes = rowsOf({ id: z.string(), now: z.string() })

/**
 * The current value of items, for reads. Few accounts differ from their frozen value, so these are cached until a fact of
 * an account changes. Joining 100,000 accounts would take most of the time of every page.
 */
export async function readNow(services: Pick<Services, 'db'>, { id, kind }: Round): Promise<Now> {
  const joined = joinNow(kind)
  if (kind === 'users') return joined
  const rows = await whileUnchanged(services, {
    key: `review round ${id}`,
    read: async () =>
      changes.parse(
        await services.db.execute(sql`select ${reviewItems.subjectId} as id, ${joined.now} as now from ${reviewItems} ${joined.join}
          where ${reviewItems.roundId} = ${id} and ${joined.now} <> ${reviewItems.value} limit ${mostNamed + 1}`),
      ),
  })
  if (rows.length > mostNamed) return joined
  if (rows.length === 0) return { join: sql``, now: sql`${reviewItems.value}` }
  return {
    join: sql`left join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as present(id text, now text) on present.id = ${reviewItems.subjectId}`,
    now: sql`coalesce(present.now, ${reviewItems.value})`,
  }
}

export const reference = sql`coalesce(${reviewItems.decidedValue}, ${reviewItems.value})`

/** The value differs from the frozen or decided one. An item that no longer exists cannot be reviewed again. */
export const changed = (now: SQL): SQL => sql`(${now} <> ${gone} and ${now} <> ${reference})`

/** Waits for a reviewer. */
export const todo = (now: SQL): SQL =>
  sql`(${now} <> ${gone} and (${reviewItems.verdict} = 'open' or ${now} <> ${reference}))`

/** Open, and still as it was frozen: what a bulk decision may decide. */
export const undecided = (now: SQL): SQL =>
  sql`(${reviewItems.verdict} = 'open' and ${now} = ${reviewItems.value} and ${now} <> 'unknown')`

/** Items that match a text: accounts as everywhere, users by any part of their e-mail. */
export function matchesItem(kind: ReviewKind, q: string): SQL | undefined {
  if (kind !== 'users') {
    const found = matchesText(q)
    return found && sql`${reviewItems.subjectId} in (select ${accounts.id}::text from ${accounts} where ${found})`
  }
  const text = q.trim().toLowerCase()
  return text === ''
    ? undefined
    : sql`position(${text} in lower(coalesce(${reviewItems.email}, ${reviewItems.subjectId}))) > 0`
}

/** Accounts that are there and match. */
const matching = (filter: AccountFilter, zone: string) =>
  and(isNull(accounts.missingSince), filterCondition(filter, zone)) ?? sql`true`

/** The statement that freezes the population of a new round. */
export function freeze(roundId: string, kind: ReviewKind, filter: AccountFilter, zone: string): SQL {
  const columns = sql.raw('round_id, subject_id, name, email, facts, value')
  if (kind === 'users') {
    return sql`insert into ${reviewItems} (${columns})
      select ${roundId}::uuid, id, email, email, facts, value from ${users} present`
  }
  return sql`insert into ${reviewItems} (${columns})
    select ${roundId}::uuid, ${accounts.id}::text, ${accounts.organizationName}, ${accounts.email}, null, ${flagOf[kind]}
    from ${accounts} where ${matching(filter, zone)}`
}

/**
 * Updates the statistics of items after many were written. The embedded database has no autovacuum, and that of a server
 * may come a minute later. A database role that may not analyze only gets a warning.
 */
export const analyzeItems = (tx: Tx) => tx.execute(sql`analyze ${reviewItems}`)

/** How many items a round would have now. */
export function countMatching(kind: ReviewKind, filter: AccountFilter, zone: string): SQL {
  return kind === 'users'
    ? sql`select count(*)::int as count from ${users} present`
    : sql`select count(*)::int as count from ${accounts} where ${matching(filter, zone)}`
}
