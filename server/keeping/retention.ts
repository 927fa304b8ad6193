import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import type { OldRows, RetentionDays } from '@/lib/retention'
import { recordEvent } from '../audit/record'
import { type Services, systemContext } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { rawRows } from '../platform/db/rows'
import { repeat } from '../platform/repeat'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'

/** Rows removed at a time: the embedded database does nothing else while it removes them. */
const batch = 500

type Kind = { name: keyof OldRows; table: string; isOld: SQL }

/** Which rows are old, in the order in which they go. Never the audit record: it is the evidence of them. */
function kindsOf(days: RetentionDays, now: Date): Kind[] {
  const before = (kept: number) => new Date(now.getTime() - kept * 86_400_000).toISOString()
  const jobIsOld = (job: SQL) => sql`(${job}.finished_at < ${before(days.jobs)} and not exists (
    select from job_items open where open.job_id = ${job}.id and open.state in ('waiting', 'running', 'checking', 'person')))`
  const jobOf = (item: SQL) => sql`exists (select from jobs j where j.id = ${item}.job_id and ${jobIsOld(sql`j`)})`
  return [
    { name: 'sessions', table: 'sessions', isOld: sql`least(t.revoked_at, t.expires_at) < ${before(days.sessions)}` },
    { name: 'devices', table: 'operator_devices', isOld: sql`t.last_used_at < ${before(days.devices)}` },
    {
      // The newest success of its kind is kept, because the account's page shows the last action and its operator.
      name: 'commands',
      table: 'commands',
      isOld: sql`t.finished_at < ${before(days.commands)} and t.state in ('succeeded', 'failed', 'cancelled', 'superseded')
        and (t.state <> 'succeeded' or exists (
          select from commands newer where newer.target_kind = t.target_kind and newer.target_id = t.target_id
            and newer.action = t.action and newer.state = 'succeeded' and (newer.sent_at, newer.id) > (t.sent_at, t.id)))
        and not exists (select from job_items i where i.command_id = t.id and not ${jobOf(sql`i`)})`,
    },
    { name: 'jobItems', table: 'job_items', isOld: jobOf(sql`t`) },
    { name: 'jobs', table: 'jobs', isOld: jobIsOld(sql`t`) },
    { name: 'rosterChanges', table: 'roster_changes', isOld: sql`t.noticed_at < ${before(days.rosterChanges)}` },
  ]
}

const noRows = (): OldRows => ({ sessions: 0, devices: 0, commands: 0, jobItems: 0, jobs: 0, rosterChanges: 0 })

/** What `removeOld` would remove. Changes nothing. */
export async function countOld(db: Db, days: RetentionDays, now: Date): Promise<OldRows> {
  const found = noRows()
  for (const { name, table, isOld } of kindsOf(days, now)) {
    const [row] = await rawRows<{ count: number }>(
      db,
      sql`select count(*)::int as count from ${sql.raw(table)} t where ${isOld}`,
    )
    found[name] = row?.count ?? 0
  }
  return found
}

type Needs = Pick<Services, 'db' | 'now' | 'log' | 'auditChain'>

/** Removes old rows in small transactions, also beside running consoles, and records how many. */
export async function removeOld(services: Needs, days: RetentionDays, signal?: AbortSignal): Promise<OldRows> {
  const removed = noRows()
  try {
    for (const kind of kindsOf(days, services.now())) {
      for (;;) {
        if (signal?.aborted) break
        const count = await services.db.transaction(tx => removeSome(tx, kind))
        removed[kind.name] += count
        if (count < batch) break
        await yieldToEventLoop()
      }
    }
  } finally {
    // After a failure too, because the rows removed before it are gone.
    if (Object.values(removed).some(count => count > 0)) await recordRemoved(services, removed)
  }
  return removed
}

async function recordRemoved(services: Needs, removed: OldRows): Promise<void> {
  services.log.info({ removed }, 'old rows were removed')
  const ctx = systemContext(services, 'retention')
  await recordEvent(services.db, ctx, { action: 'retention.remove', detail: removed, outcome: 'succeeded' })
}

async function removeSome(tx: Tx, { name, table, isOld }: Kind): Promise<number> {
  const some = sql`delete from ${sql.raw(table)} where ctid = any(array(
    select t.ctid from ${sql.raw(table)} t where ${isOld} limit ${batch}))`
  if (name !== 'commands') return (await rawRows(tx, sql`${some} returning 1 as one`)).length
  const gone = await rawRows<{ account: string | null }>(
    tx,
    sql`${some} returning case when target_kind = 'account' and input ->> 'ticket' <> '' then target_id end as account`,
  )
  // A search must not find an account by a ticket that is no longer shown.
  const accounts = [...new Set(gone.flatMap(row => row.account ?? []))]
  if (accounts.length > 0) {
    await tx.execute(
      sql`select account_write_search(id::uuid) from unnest(${`{${accounts.join(',')}}`}::text[]) as given(id)`,
    )
  }
  return gone.length
}

const firstAfterMs = 10 * 60_000
const everyMs = 6 * 3_600_000

/** Removes old rows a few times a day. Several instances may do so at once. */
export function startRetention(services: Needs, days: RetentionDays): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let ended = Promise.resolve()
  const failed = (error: unknown) => services.log.error({ err: error }, 'old rows could not be removed')
  // Not at once: a start has more urgent work.
  const first = setTimeout(() => {
    ended = repeat(everyMs, stopping.signal, failed, () => removeOld(services, days, stopping.signal)).ended
  }, firstAfterMs)
  first.unref()
  return {
    stop: async () => {
      clearTimeout(first)
      stopping.abort()
      await ended
    },
  }
}
