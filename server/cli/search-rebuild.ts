// `npm run search:rebuild`: what searches read is written anew. Ends with 0 = done, 2 = not.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Rebuilt, rebuildSearch } from '../accounts/search/rebuild'
import { openDatabase } from '../db/client'
import { askFolder } from '../db/lock'
import { parseEnv } from '../env'
import { loadSettingsFiles } from './settings-files'

const longestMs = 3_600_000

async function rebuild(): Promise<Rebuilt> {
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = parseEnv(process.env)
  if (!databaseUrl) {
    if (!existsSync(path.join(dataDir, 'pglite'))) {
      throw new Error(`There is no database in ${path.resolve(dataDir)}. Set DATA_DIR, or DATABASE_URL for PostgreSQL.`)
    }
    const answer = await askFolder<Rebuilt>(dataDir, 'rebuild-search', longestMs)
    if (answer !== null) return answer
  }
  const opened = await openDatabase({ databaseUrl, ownerUrl, dataDir })
  try {
    return await rebuildSearch(opened)
  } finally {
    await opened.close()
  }
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const { accounts, changed } = await rebuild()
  console.log(`${accounts.toLocaleString('en-US')} accounts read, ${changed.toLocaleString('en-US')} corrected`)
  process.exit(0)
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}\n`)
  process.exit(2)
}
