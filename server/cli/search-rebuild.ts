// `npm run search:rebuild`: rebuilds the search text of all accounts. Exits with 0 when it is done, with 2 when it failed.
import { type Rebuilt, rebuildSearch } from '../mirror/search/rebuild'
import { openDatabase } from '../platform/db/client'
import { parseEnv } from '../platform/env'
import { askConsole } from './ask-console'
import { loadSettingsFiles } from './settings-files'

const longestMs = 3_600_000

async function rebuild(): Promise<Rebuilt> {
  const settings = parseEnv(process.env)
  const answer = await askConsole<Rebuilt>(settings, 'rebuild-search', longestMs)
  if (answer !== null) return answer
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
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
