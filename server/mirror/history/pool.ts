import 'server-only'
import { sql } from 'drizzle-orm'
import type { ChannelPool } from '@/lib/managed-account'
import type { Tx } from '../../platform/db/client'
import { instant } from '../rules'
import { leastOftenMs } from './balance'

/** Stores the channel pool if it has changed, or if the last row is a day old. */
export async function notePool(tx: Tx, { pool, allocated }: ChannelPool, at: Date): Promise<void> {
  await tx.execute(sql`
    insert into pool_history (observed_at, pool, allocated)
    select ${instant(at)}, ${pool}::int, ${allocated}::int
    from (select 1) one left join (select * from pool_history order by observed_at desc limit 1) l on true
    where l.observed_at is null or (l.observed_at <= ${instant(at)} and (
      (l.pool, l.allocated) <> (${pool}::int, ${allocated}::int)
      or l.observed_at <= ${instant(new Date(at.getTime() - leastOftenMs))}
    ))
    on conflict (observed_at) do update set pool = excluded.pool, allocated = excluded.allocated`)
}
