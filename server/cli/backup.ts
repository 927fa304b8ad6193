// `npm run backup -- --to FILE`: writes a backup of the database, also beside a running console. Exits with 0 = done,
// 2 = failed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type BackupReport, backUp } from '../keeping/backup'
import { openReadOnly } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { askConsole } from './ask-console'
import { printRows } from './print-rows'
import { loadSettingsFiles } from './settings-files'
import { wordsOf } from './words-of'

const usage = 'npm run backup -- --to <a new file, such as /backups/console-2026-12-01.backup>'
const longestMs = 6 * 3_600_000

type Answer = BackupReport | { problem: string }

async function make(to: string): Promise<Answer> {
  const settings = parseRecordEnv(process.env)
  const answer = await askConsole<Answer>(settings, `backup ${to}`, longestMs)
  if (answer !== null) return answer
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
  const opened = await openReadOnly({ databaseUrl: ownerUrl ?? databaseUrl, dataDir })
  return backUp(opened, to).finally(() => opened.close())
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const { to } = parseArgs({ options: { to: { type: 'string' } } }).values
  if (!to) throw new Error(usage)
  const answer = await make(path.resolve(to))
  if ('problem' in answer) throw new Error(answer.problem)
  printRows(answer.tables)
  console.log(
    `\nBackup of ${answer.takenAt}: ${answer.rows.toLocaleString('en-US')} rows in ${answer.seconds} s, ${(answer.bytes / 1e6).toFixed(1)} MB\n${answer.file}\n\nThe file holds names, balances, the audit record and password hashes: protect it like the database. The secrets\n(.env.secrets) are not in it, and a restore needs them: keep a copy elsewhere.`,
  )
  process.exit(0)
} catch (error) {
  console.error(`\n${wordsOf(error)}\n`)
  process.exit(2)
}
