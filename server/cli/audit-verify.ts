// `npm run audit:verify [-- --archive FILE …]`: is the record as it was written, with the archives of removed rows? Exits
// with 0 = yes, 1 = no, 2 = could not be verified.
import { access } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { RecordReport } from '../../lib/audit-report'
import { verifyRecord } from '../audit/verify'
import { openReadOnly, sqlState } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { askConsole, inDatabase, placeOf } from './ask-console'
import { formatNumber } from './print-rows'
import { findAuditChain } from './record-keys'
import { loadSettingsFiles } from './settings-files'

const longestMs = 3_600_000

async function verify(archives: readonly string[]): Promise<{ report: RecordReport; by: string }> {
  const settings = parseRecordEnv(process.env)
  const answer = await askConsole<RecordReport>(settings, `verify ${JSON.stringify(archives)}`, longestMs)
  if (answer !== null) return { report: answer, by: 'by the running console' }
  return inDatabase(openReadOnly(placeOf(settings)), async ({ db, kind }) => {
    const auditChain = await findAuditChain(db, settings)
    if (!auditChain) {
      throw new Error(
        'Set AUDIT_KEY, or AUTH_SECRET where the console has no AUDIT_KEY: without the key nothing can be verified.',
      )
    }
    const report = await verifyRecord({ db, auditChain, now: () => new Date() }, archives)
    return { report, by: kind === 'pglite' ? 'in the embedded database' : 'in PostgreSQL' }
  })
}

function print({ report, by }: { report: RecordReport; by: string }): void {
  const { rows, seconds, checkpoints, finding, warnings, archiveRows } = report
  console.log(`${formatNumber(rows)} rows verified ${by} in ${seconds} s`)
  if (archiveRows !== null) console.log(`${formatNumber(archiveRows)} archived rows verified`)
  if (checkpoints) {
    const { count, last, uncovered } = checkpoints
    const newest = last ? `the last of ${last.at} at row ${formatNumber(last.lastId)}` : 'none of them valid'
    console.log(`${formatNumber(count)} checkpoints, ${newest}; ${formatNumber(uncovered)} rows since`)
  }
  for (const warning of warnings) console.log(`Note: ${warning}`)
  console.log(finding ? `\nTHE AUDIT RECORD IS NOT INTACT. ${finding.words}` : '\nThe audit record is intact.')
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const { archive = [] } = parseArgs({ options: { archive: { type: 'string', multiple: true } } }).values
  const files = archive.map(file => path.resolve(file))
  for (const file of files) {
    // Here, because an archive that is damaged says something about the record, and a mistyped name does not.
    await access(file).catch(error => {
      throw new Error(`the archive cannot be read: ${error.message}`)
    })
  }
  const answer = await verify(files)
  print(answer)
  process.exit(answer.report.ok ? 0 : 1)
} catch (error) {
  const before = ['42P01', '42703'].includes(sqlState(error) ?? '')
  const words = error instanceof Error ? error.message : String(error)
  console.error(
    `The audit record could not be verified: ${before ? 'no console of this version has been started on this database yet.' : words}`,
  )
  process.exit(2)
}
