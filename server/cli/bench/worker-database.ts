import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type OpenDatabase, openDatabase } from '../../platform/db/client'

/** The database a worker was given by its address; without one an embedded one, gone after `close`. */
export async function openWorkerDatabase(databaseUrl: string | undefined): Promise<OpenDatabase> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-bench-'))
  const opened = await openDatabase({ databaseUrl, dataDir })
  return {
    ...opened,
    close: async () => {
      await opened.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
