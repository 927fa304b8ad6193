import 'server-only'
import { sql } from 'drizzle-orm'
import type { Services } from '../context'

const minWritten = 1_000

/**
 * Vacuums and analyzes the accounts of the embedded database, which has no autovacuum, after a tenth of them was
 * written. Blocks the process for about a second at 100,000 accounts. Does not throw.
 */
export function createVacuum(services: Services): { wrote(rows: number, accounts?: number): Promise<void> } {
  let written = 0
  let size = 0
  return {
    async wrote(rows, accounts = size) {
      written += rows
      size = accounts
      if (written < Math.max(minWritten, size / 10)) return
      written = 0
      const begun = performance.now()
      try {
        await services.db.execute(sql`vacuum (analyze) accounts`)
        services.log.info({ ms: Math.round(performance.now() - begun), accounts: size }, 'accounts were vacuumed')
      } catch (error) {
        services.log.warn({ err: error }, 'accounts could not be vacuumed')
      }
    },
  }
}
