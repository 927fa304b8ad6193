// `npm run restore -- --from FILE [--replace NAME]`: fills an empty database with a backup. Exits with 0 = done and
// verified, 1 = done but the report names a problem, 2 = failed and nothing was changed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { counted, examine, heldAtStart } from '../keeping/examine'
import { restoreBackup } from '../keeping/restore'
import { openReadOnly } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { inDatabase, ownersPlaceOf, placeOf } from './ask-console'
import { formatNumber, printRows } from './print-rows'
import { recordKeys } from './record-keys'
import { runCommand } from './run-command'

const usage =
  'npm run restore -- --from <file of npm run backup> [--replace <name of the database, or DATA_DIR, whose content may be replaced>]'

async function restore(from: string, replace: string | null): Promise<boolean> {
  const settings = parseRecordEnv(process.env)
  const options = { replace, now: () => new Date(), onProgress: printProgress }
  const restored = await restoreBackup(from, placeOf(settings), options)
  return inDatabase(openReadOnly(ownersPlaceOf(settings)), async ({ db }) => {
    const examined = await examine(db, { ...settings, ...recordKeys(settings) })
    const { header, sums, seconds, sessionsEnded, linksWithdrawn, former } = restored
    const { mode, baseUrl, managerAccountId } = header.binding ?? {}
    printRows(sums.tables)
    const lines = [
      `Backup of ${header.takenAt} (${header.engine}, schema ${header.schema.name}): ${formatNumber(sums.rows)} rows restored in ${seconds} s.`,
      header.binding &&
        `It belongs to a ${mode === 'demo' ? 'demo' : 'console'} of ${managerAccountId ? `manager account ${managerAccountId}` : 'a manager account that is not known yet'} at ${baseUrl}: a start with another key is refused.`,
      ...examined.words,
      `Ended: ${counted(sessionsEnded, 'session')}. Withdrawn: ${counted(linksWithdrawn, 'open invitation or sign-in link')}. Everybody signs in again.`,
      await heldAtStart(db),
      former,
      'Next: make sure that no other console uses the former database, start this one, and sign in. It reads all of Telnyx first. Changes that were made since the backup appear as external changes.',
    ]
    console.log(`\n${lines.filter(Boolean).join('\n')}`)
    return examined.ok
  })
}

let printedAt = Date.now()

/** A line every few seconds, for a person who waits. */
function printProgress(rows: number, of: number): void {
  if (Date.now() - printedAt < 5_000) return
  printedAt = Date.now()
  console.error(`${formatNumber(rows)} of ${formatNumber(of)} rows`)
}

await runCommand(() => {
  const text = { type: 'string' } as const
  const { from, replace = null } = parseArgs({ options: { from: text, replace: text } }).values
  if (!from) throw new Error(usage)
  return restore(path.resolve(from), replace)
})
