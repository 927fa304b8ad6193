import 'server-only'
import { sql } from 'drizzle-orm'
import type { Services } from '../context'

/** So many rows are written before it is worth the time, which grows with the table. */
const leastWritten = 1_000

/**
 * Keeps what the planner of the embedded database knows of the accounts true, and their indexes short: a server does it by itself. Done
 * once a tenth of the accounts was written; it holds the process for about a second at 100,000. Does not throw.
 */
export function createUpkeep(services: Services): { wrote(rows: number, accounts?: number): Promise<void> } {
  let written = 0
  let size = 0
  return {
    async wrote(rows, accounts = size) {
      written += rows
      size = accounts
      if (written < Math.max(leastWritten, size / 10)) return
      written = 0
      const begun = performance.now()
      try {
        await services.db.execute(sql`vacuum (analyze) accounts`)
        services.log.info({ ms: Math.round(performance.now() - begun), accounts: size }, 'the accounts were analyzed')
      } catch (error) {
        services.log.warn({ err: error }, 'the accounts could not be analyzed')
      }
    },
  }
}
