import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openDatabase } from '../../platform/db/client'
import { createLogger } from '../../platform/log'
import { plainServices } from '../../testing/services'
import { testSettings } from '../../testing/settings'

/** Nothing reaches Telnyx. */
const nowhere = 'http://127.0.0.1:1/v2'

/**
 * What a worker of the bench gets as its arguments: a size, and the address of a database. Without an address it works
 * on an embedded one, which is removed at the end.
 */
export async function openWorker(accountCap?: number) {
  const [sizeText, databaseUrl] = process.argv.slice(2)
  const size = Number(sizeText)
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-bench-'))
  const opened = await openDatabase({ databaseUrl, dataDir })
  return {
    size,
    database: opened.kind === 'pglite' ? ('PGlite' as const) : ('PostgreSQL' as const),
    services: plainServices(opened.db, nowhere, {
      log: createLogger('error', []),
      settings: { ...testSettings(nowhere), accountCap: accountCap ?? size },
    }),
    /** Prints what it measures as one line of JSON, and ends the process. */
    async print(measure: () => Promise<object>): Promise<never> {
      try {
        console.log(JSON.stringify(await measure()))
      } finally {
        await opened.close()
        rmSync(dataDir, { recursive: true, force: true })
      }
      process.exit(0)
    },
  }
}
