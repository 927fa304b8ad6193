// `npm run backup -- --to FILE`: backs up the database, also beside a running console. Exits with 0 = done, 2 = failed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type BackupReport, backUp } from '../keeping/backup'
import { openReadOnly } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { askConsole, inDatabase, ownersPlaceOf } from './ask-console'
import { formatNumber, printRows } from './print-rows'
import { runCommand } from './run-command'

const usage = 'npm run backup -- --to <a new file, such as /backups/console-2026-12-01.backup>'
const longestMs = 6 * 3_600_000

async function make(to: string): Promise<BackupReport> {
  const settings = parseRecordEnv(process.env)
  const answer = await askConsole<BackupReport>(settings, `backup ${to}`, longestMs)
  return answer ?? inDatabase(openReadOnly(ownersPlaceOf(settings)), opened => backUp(opened, to))
}

await runCommand(async () => {
  const { to } = parseArgs({ options: { to: { type: 'string' } } }).values
  if (!to) throw new Error(usage)
  const { tables, takenAt, rows, seconds, bytes, file } = await make(path.resolve(to))
  printRows(tables)
  console.log(
    `\nBackup of ${takenAt}: ${formatNumber(rows)} rows in ${seconds} s, ${(bytes / 1e6).toFixed(1)} MB\n${file}\n\nThe file holds names, balances, the audit record and password hashes: protect it like the database. The secrets\n(.env.secrets) are not in it, and a restore needs them: keep a copy elsewhere.`,
  )
  return true
})
