// `npm run restore -- --from FILE [--replace NAME]`: fills an empty database with a backup. Exits with 0 = done and
// verified, 1 = done but the report names a problem, 2 = failed and nothing was changed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { counted, examine, heldAtStart } from '../keeping/examine'
import { restoreBackup } from '../keeping/restore'
import { openReadOnly } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { printRows } from './print-rows'
import { recordKeys } from './record-keys'
import { loadSettingsFiles } from './settings-files'
import { wordsOf } from './words-of'

const usage =
  'npm run restore -- --from <file of npm run backup> [--replace <name of the database, or DATA_DIR, whose content may be replaced>]'

const number = (count: number) => count.toLocaleString('en-US')

async function restore(from: string, replace: string | null): Promise<boolean> {
  const settings = parseRecordEnv(process.env)
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
  const restored = await restoreBackup(
    from,
    { databaseUrl, ownerUrl, dataDir },
    { replace, now: () => new Date(), onProgress: printProgress },
  )
  const opened = await openReadOnly({ databaseUrl: ownerUrl ?? databaseUrl, dataDir })
  try {
    const examined = await examine(opened.db, { ...settings, ...recordKeys(settings) })
    const { header, sums, seconds, sessionsEnded, linksWithdrawn, former } = restored
    const { mode, baseUrl, managerAccountId } = header.binding ?? {}
    printRows(sums.tables)
    const lines = [
      `Backup of ${header.takenAt} (${header.engine}, schema ${header.schema.name}): ${number(sums.rows)} rows restored in ${seconds} s.`,
      header.binding &&
        `It belongs to a ${mode === 'demo' ? 'demo' : 'console'} of ${managerAccountId ? `manager account ${managerAccountId}` : 'a manager account that is not known yet'} at ${baseUrl}: a start with another key is refused.`,
      ...examined.words,
      `Ended: ${counted(sessionsEnded, 'session')}. Withdrawn: ${counted(linksWithdrawn, 'open invitation or sign-in link')}. Everybody signs in again.`,
      await heldAtStart(opened.db),
      former,
      'Next: make sure that no other console uses the former database, start this one, and sign in. It reads all of Telnyx first. Changes that were made since the backup appear as external changes.',
    ]
    console.log(`\n${lines.filter(Boolean).join('\n')}`)
    return examined.ok
  } finally {
    await opened.close()
  }
}

let printedAt = Date.now()

/** A line every few seconds, for a person who waits. */
function printProgress(rows: number, of: number): void {
  if (Date.now() - printedAt < 5_000) return
  printedAt = Date.now()
  console.error(`${number(rows)} of ${number(of)} rows`)
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const text = { type: 'string' } as const
  const { from, replace } = parseArgs({ options: { from: text, replace: text } }).values
  if (!from) throw new Error(usage)
  process.exit((await restore(path.resolve(from), replace ?? null)) ? 0 : 1)
} catch (error) {
  console.error(`\n${wordsOf(error)}\n`)
  process.exit(2)
}
