// `npm run audit:archive -- --before 2026-01-01 --to FILE`: writes the audit's entries from before a day to a signed
// file, and removes nothing. `npm run audit:archive -- --remove FILE [--dry-run]`: removes what that file holds from the
// database, after verifying it. Both also beside a running console. Exits with 0 = done, 2 = refused or failed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readDay } from '../../lib/day'
import { makeArchive, type Removal, removeArchived } from '../audit/archive'
import type { ArchiveReport } from '../audit/archive-file'
import { openUnmigrated } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { createLogger } from '../platform/log'
import { askConsole, inDatabase, ownersPlaceOf } from './ask-console'
import { formatNumber } from './print-rows'
import { findAuditChain } from './record-keys'
import { runCommand } from './run-command'

const usage =
  'npm run audit:archive -- --before <day, such as 2026-01-01> --to <a new file>\nnpm run audit:archive -- --remove <that file> [--dry-run]'
const longestMs = 6 * 3_600_000

type Asked = { before: string; to: string } | { remove: string; isDryRun: boolean }
type Answer = ArchiveReport | Removal

function readArguments(): Asked {
  const text = { type: 'string' } as const
  const options = { before: text, to: text, remove: text, 'dry-run': { type: 'boolean' } } as const
  const { before, to, remove, 'dry-run': isDryRun = false } = parseArgs({ options }).values
  if (remove && !before && !to) return { remove: path.resolve(remove), isDryRun }
  if (!before || !to || remove || isDryRun) throw new Error(usage)
  if (!readDay(before)) throw new Error(`--before is not a day: ${before}\n${usage}`)
  return { before, to: path.resolve(to) }
}

async function carryOut(asked: Asked): Promise<Answer> {
  const settings = parseRecordEnv(process.env)
  const answer = await askConsole<Answer>(settings, `archive ${JSON.stringify(asked)}`, longestMs)
  if (answer !== null) return answer
  return inDatabase(openUnmigrated(ownersPlaceOf(settings)), async ({ db }): Promise<Answer> => {
    const auditChain = await findAuditChain(db, settings)
    if (!auditChain) throw new Error('Set AUDIT_KEY, or AUTH_SECRET where the console has no AUDIT_KEY.')
    const services = { db, auditChain, log: createLogger('silent', []), now: () => new Date() }
    if ('remove' in asked) return removeArchived(services, asked.remove, asked.isDryRun)
    return makeArchive(services, asked.to, new Date(asked.before))
  })
}

function print(asked: Asked, { lastId, until, ...said }: Answer): void {
  const rows = 'count' in said ? said.count : said.rows
  const range = `${formatNumber(rows)} rows up to row ${formatNumber(lastId)} of ${until}`
  if ('to' in asked) {
    console.log(
      `${range} were written to\n${asked.to}\n\nThe archive was verified. Nothing was removed. Keep the file, and a copy in another place: once its rows are removed,\nit is the only evidence of them. To remove them: npm run audit:archive -- --remove ${asked.to}`,
    )
  } else if (asked.isDryRun)
    console.log(`${range} would be removed; nothing was changed. The archive is intact and of this record.`)
  else
    console.log(
      `${range} were removed. npm run audit:verify -- --archive ${asked.remove} verifies them with the record.`,
    )
}

await runCommand(async () => {
  const asked = readArguments()
  print(asked, await carryOut(asked))
  return true
})
