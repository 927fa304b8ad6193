import 'server-only'
import { inArray, type SQL, sql } from 'drizzle-orm'
import type { AuditAction } from '@/lib/audit'

/** The moment that an answer of Telnyx describes: when its request was sent. */
export type Observation = {
  at: Date
  /** Seconds in which Telnyx may still show the state before a command. */
  listLag: number
}

const statusActions: readonly AuditAction[] = ['account.disable', 'account.enable']
const pricingActions: readonly AuditAction[] = ['account.custom_pricing']

export function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

/** As one parameter, an array. */
export function instants(of: readonly Date[]): SQL {
  return sql`${`{${of.map(at => `"${at.toISOString()}"`).join(',')}}`}::timestamptz[]`
}

/**
 * True where a status from a list must not touch the row: it was observed after the list was requested, a command set
 * it and the list may lag, or a command is in flight (one that waits for a person does not count).
 */
export function statusHeld(row: SQL, { at, listLag }: Observation): SQL {
  return sql`(${row}.status_observed_at > ${instant(at)} or ${withinLag(sql`${row}.status_set_at`, { at, listLag })} or ${openCommand(row, statusActions)})`
}

/** The same for custom pricing, which Telnyx shows with a lag everywhere. */
export function pricingHeld(row: SQL, { at, listLag }: Observation): SQL {
  return sql`(${row}.observed_at > ${instant(at)} or ${withinLag(sql`${row}.custom_pricing_set_at`, { at, listLag })} or ${openCommand(row, pricingActions)})`
}

function withinLag(setAt: SQL, { at, listLag }: Observation): SQL {
  return sql`coalesce(${setAt} > ${instant(new Date(at.getTime() - listLag * 1_000))}, false)`
}

function openCommand(row: SQL, actions: readonly AuditAction[]): SQL {
  return sql`exists (
    select 1 from commands c
    where c.target_kind = 'account' and c.target_id = ${row}.id::text
      and ${inArray(sql`c.action`, actions)}
      and (c.state = 'in_flight' or (c.state = 'unknown' and c.next_probe_at is not null))
  )`
}
