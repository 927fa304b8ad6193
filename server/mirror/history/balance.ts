import 'server-only'
import { type SQL, sql } from 'drizzle-orm'
import { gapMs } from '@/lib/history'
import type { Balance } from '@/lib/managed-account'
import type { Tx } from '../../platform/db/client'
import { decimalOrNull } from '../decimal'
import { instant } from '../rules'

/** The manager's balance is written at least this often: it has no account that says when it was last confirmed. */
export const leastOftenMs = 86_400_000

type Answer = { id: string; rollupBilling: boolean | null; balance: Balance | null }

const names = ['balance', 'credit_limit', 'available_credit', 'currency'] as const
const columns = sql.raw(names.join(', '))
const figuresOf = (row: string) => sql.raw(names.map(name => `${row}.${name}`).join(', '))
const setFigures = sql.raw(names.map(name => `${name} = excluded.${name}`).join(', '))

/**
 * Stores changed figures of one answer. Call it in the same transaction before the mirror is written, which says when
 * the former ones were last confirmed. For a rollup account Telnyx reports the balance of the manager.
 */
export async function noteBalance(tx: Tx, { id, rollupBilling, balance }: Answer, at: Date): Promise<void> {
  const answer = sql`select ${decimalOrNull(balance?.balance ?? null)}::numeric as balance,
    ${decimalOrNull(balance?.creditLimit ?? null)}::numeric as credit_limit,
    ${decimalOrNull(balance?.availableCredit ?? null)}::numeric as available_credit, ${balance?.currency ?? null}::text as currency`
  const figures = balance
    ? sql`select ${columns} from answer where k.rollup is not true`
    : sql`select ${figuresOf('l')} where k.rollup is not true and l.rollup is not distinct from k.rollup`
  // Between such figures the balance was unknown, so a row says when they were last confirmed.
  const unconfirmed = balance
    ? sql`n.rollup is not true and n.balance_observed_at < ${instant(new Date(at.getTime() - gapMs))}`
    : sql`false`
  await tx.execute(sql`
    with answer as (${answer}),
    known as (
      select coalesce(${rollupBilling}::boolean, a.rollup_billing) as rollup, a.balance_observed_at
      from (select 1) one left join accounts a on a.id = ${id}
    ),
    l as (select * from balance_history where account_id = ${id} order by observed_at desc limit 1),
    n as (
      select k.*, ${figuresOf('f')}
      from known k left join l on true left join lateral (${figures}) f on true
    ),
    own as (
      insert into balance_history (account_id, observed_at, previous_at, rollup, ${columns})
      select ${id}, ${instant(at)}, n.balance_observed_at, n.rollup, ${figuresOf('n')}
      from n left join l on true
      where l.observed_at is null or (l.observed_at <= ${instant(at)} and (
        (l.rollup, ${figuresOf('l')}) is distinct from (n.rollup, ${figuresOf('n')}) or ${unconfirmed}
      ))
      on conflict (account_id, observed_at) do update set rollup = excluded.rollup, ${setFigures}
    )
    insert into shared_balance_history (observed_at, ${columns})
    select ${instant(at)}, ${figuresOf('t')}
    from answer t cross join known k
    left join (select * from shared_balance_history order by observed_at desc limit 1) s on true
    where ${balance !== null} and k.rollup and (s.observed_at is null or (s.observed_at <= ${instant(at)} and (
      (${figuresOf('t')}) is distinct from (${figuresOf('s')})
      or s.observed_at <= ${instant(new Date(at.getTime() - leastOftenMs))}
    )))
    on conflict (observed_at) do update set ${setFigures}`)
}

/**
 * A CTE of the statement with which a sweep writes accounts (`o` as they were, `w` as they are): which started or
 * stopped sharing the manager's balance. The mirror's balance is the account's own only if its flag was not known.
 */
export function rollupNoted(at: Date): SQL {
  const own = names.map(name => `case when o.rollup_billing is null and not w.rollup_billing then o.${name} end`)
  return sql`rollup_noted as (
    insert into balance_history (account_id, observed_at, previous_at, rollup, ${columns})
    select w.id, ${instant(at)}, o.balance_observed_at, w.rollup_billing, ${sql.raw(own.join(', '))}
    from o join w on w.id = o.id
    where w.rollup_billing is distinct from o.rollup_billing
    on conflict (account_id, observed_at) do update set rollup = excluded.rollup, ${setFigures}
  )`
}
