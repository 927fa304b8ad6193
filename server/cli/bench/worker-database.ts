import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type OpenDatabase, openDatabase } from '../../platform/db/client'

/** The database whose address the worker was given; without an address an embedded one that `close` removes. */
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
