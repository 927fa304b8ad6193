import 'server-only'
import { sql } from 'drizzle-orm'
import { accounts } from '../platform/db/schema'

/**
 * The ticket of the disable in effect: a column of a query of accounts. Only disabled accounts cost a read of an index.
 * Names the table, because a query of one table would leave it out, and `id` would be that of the command.
 */
export const disableTicket = sql<
  string | null
>`case when ${accounts}.status = 'disabled' and ${accounts}.disabled_at is not null
  then (select c.input ->> 'ticket' from commands c
    where c.target_kind = 'account' and c.target_id = ${accounts}.id::text
      and c.action = 'account.disable' and c.state = 'succeeded'
    order by c.sent_at desc limit 1) end`
