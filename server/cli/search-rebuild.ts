// `npm run search:rebuild`: rebuilds the search text of all accounts. Exits with 0 when it is done, with 2 when it failed.
import { type Rebuilt, rebuildSearch } from '../mirror/search/rebuild'
import { openDatabase } from '../platform/db/client'
import { parseEnv } from '../platform/env'
import { askConsole, inDatabase, placeOf } from './ask-console'
import { formatNumber } from './print-rows'
import { runCommand } from './run-command'

const longestMs = 3_600_000

await runCommand(async () => {
  const settings = parseEnv(process.env)
  const { accounts, changed } =
    (await askConsole<Rebuilt>(settings, 'rebuild-search', longestMs)) ??
    (await inDatabase(openDatabase(placeOf(settings)), rebuildSearch))
  console.log(`${formatNumber(accounts)} accounts read, ${formatNumber(changed)} corrected`)
  return true
})
