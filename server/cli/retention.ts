// `npm run retention [-- --dry-run]`: removes rows that are kept for long enough, also beside a running console. Exits
// with 0 = done, 2 = failed.
import { parseArgs } from 'node:util'
import { type OldRows, oldRowWords, type RetentionDays } from '../../lib/retention'
import { openRecordKey } from '../audit/record-key'
import { countOld, removeOld } from '../keeping/retention'
import { openDatabase, openReadOnly } from '../platform/db/client'
import { parseEnv, retentionOf } from '../platform/env'
import { createLogger } from '../platform/log'
import { createVault } from '../platform/vault'
import { askConsole } from './ask-console'
import { loadSettingsFiles } from './settings-files'
import { wordsOf } from './words-of'

const longestMs = 3_600_000

type Answer = OldRows | { problem: string }

async function ask(isDryRun: boolean): Promise<{ answer: Answer; days: RetentionDays }> {
  const settings = parseEnv(process.env)
  const days = retentionOf(settings)
  const asked = `retention ${JSON.stringify({ isDryRun, days })}`
  const answer = await askConsole<Answer>(settings, asked, longestMs)
  if (answer !== null) return { answer, days }
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
  const opened = isDryRun
    ? await openReadOnly({ databaseUrl, dataDir })
    : await openDatabase({ databaseUrl, ownerUrl, dataDir })
  try {
    const { db } = opened
    if (isDryRun) return { answer: await countOld(db, days, new Date()), days }
    const vault = createVault(settings.AUTH_SECRET, settings.AUTH_SECRET_PREVIOUS)
    const auditChain = await openRecordKey(db, settings, vault)
    const services = { db, auditChain, log: createLogger('silent', []), now: () => new Date() }
    return { answer: await removeOld(services, days), days }
  } finally {
    await opened.close()
  }
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' } } })
  const isDryRun = values['dry-run'] === true
  const { answer, days } = await ask(isDryRun)
  if ('problem' in answer) throw new Error(answer.problem)
  for (const [name, words] of Object.entries(oldRowWords)) {
    console.log(`${answer[name as keyof OldRows].toLocaleString('en-US').padStart(12)}  ${words}`)
  }
  console.log(
    `\n${isDryRun ? 'These would be removed; nothing was changed.' : 'These were removed.'} Kept, in days: sessions ${days.sessions}, browsers ${days.devices}, commands ${days.commands}, jobs ${days.jobs}, changes of users ${days.rosterChanges}\n(KEEP_SESSIONS, KEEP_DEVICES, KEEP_COMMANDS, KEEP_JOBS, KEEP_ROSTER_CHANGES).\nThe audit record is removed only by npm run audit:archive.`,
  )
  process.exit(0)
} catch (error) {
  console.error(`\n${wordsOf(error)}\n`)
  process.exit(2)
}
