// `npm run retention [-- --dry-run]`: removes rows that are kept for long enough, also beside a running console. Exits
// with 0 = done, 2 = failed.
import { parseArgs } from 'node:util'
import { type OldRows, oldRowWords, type RetentionDays } from '../../lib/retention'
import { openRecordKey } from '../audit/record-key'
import { countOld, removeOld } from '../keeping/retention'
import { openDatabase, openReadOnly } from '../platform/db/client'
import { type Env, parseEnv, retentionOf } from '../platform/env'
import { createLogger } from '../platform/log'
import { createVault } from '../platform/vault'
import { askConsole, inDatabase, placeOf } from './ask-console'
import { formatNumber } from './print-rows'
import { runCommand } from './run-command'

const longestMs = 3_600_000

async function ask(days: RetentionDays, settings: Env, isDryRun: boolean): Promise<OldRows> {
  const answer = await askConsole<OldRows>(settings, `retention ${JSON.stringify({ isDryRun, days })}`, longestMs)
  if (answer !== null) return answer
  const place = placeOf(settings)
  if (isDryRun) return inDatabase(openReadOnly(place), ({ db }) => countOld(db, days, new Date()))
  return inDatabase(openDatabase(place), async ({ db }) => {
    const vault = createVault(settings.AUTH_SECRET, settings.AUTH_SECRET_PREVIOUS)
    const auditChain = await openRecordKey(db, settings, vault)
    return removeOld({ db, auditChain, log: createLogger('silent', []), now: () => new Date() }, days)
  })
}

await runCommand(async () => {
  const { 'dry-run': isDryRun = false } = parseArgs({ options: { 'dry-run': { type: 'boolean' } } }).values
  const settings = parseEnv(process.env)
  const days = retentionOf(settings)
  const old = await ask(days, settings, isDryRun)
  for (const [name, words] of Object.entries(oldRowWords)) {
    console.log(`${formatNumber(old[name as keyof OldRows]).padStart(12)}  ${words}`)
  }
  console.log(
    `\n${isDryRun ? 'These would be removed; nothing was changed.' : 'These were removed.'} Kept, in days: sessions ${days.sessions}, browsers ${days.devices}, commands ${days.commands}, jobs ${days.jobs}, changes of users ${days.rosterChanges}\n(KEEP_SESSIONS, KEEP_DEVICES, KEEP_COMMANDS, KEEP_JOBS, KEEP_ROSTER_CHANGES).\nThe audit record is removed only by npm run audit:archive.`,
  )
  return true
})
