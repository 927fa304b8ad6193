import 'server-only'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { HistorySize } from '@/lib/history'
import type { Services } from '../../context'
import { rowOf } from '../../platform/db/rows'
import { thinnedBefore } from './tidy'

const sizes = rowOf({ rows: z.coerce.number(), bytes: z.coerce.number() })

/** The size of the balance history, which is nearly all of it. Of a large table, rows are the database's estimate. */
export async function historySize(services: Pick<Services, 'db' | 'settings'>): Promise<HistorySize> {
  const [size, thinned] = await Promise.all([
    services.db
      .execute(sql`
        select case when c.reltuples > 0 and pg_relation_size(c.oid) > 10000000 then c.reltuples::bigint
          else (select count(*) from balance_history) end as rows,
          pg_total_relation_size(c.oid) as bytes
        from pg_class c where c.oid = 'balance_history'::regclass`)
      .then(sizes.parse),
    thinnedBefore(services.db),
  ])
  return { ...size, months: services.settings.historyMonths, thinnedBefore: thinned?.toISOString() ?? null }
}
