// `npm run audit:archive -- --before 2026-01-01 --to FILE`: writes the audit's entries from before a day to a signed
// file, and removes nothing. `npm run audit:archive -- --remove FILE [--dry-run]`: removes what that file holds from the
// database, after verifying it. Both also beside a running console. Exits with 0 = done, 2 = refused or failed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readDay } from '../../lib/day'
import { makeArchive, type Removal, removeArchived } from '../audit/archive'
import type { ArchiveReport } from '../audit/archive-file'
import { checkpointFile } from '../audit/checkpoint-file'
import { findRecordKey } from '../audit/record-key'
import { openUnmigrated } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { createLogger } from '../platform/log'
import { askConsole } from './ask-console'
import { recordKeys } from './record-keys'
import { loadSettingsFiles } from './settings-files'
import { wordsOf } from './words-of'

const usage =
  'npm run audit:archive -- --before <day, such as 2026-01-01> --to <a new file>\nnpm run audit:archive -- --remove <that file> [--dry-run]'
const longestMs = 6 * 3_600_000

type Asked = { before: string; to: string } | { remove: string; isDryRun: boolean }
type Answer = ArchiveReport | Removal | { problem: string }

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
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
  const { db, close } = await openUnmigrated({ databaseUrl: ownerUrl ?? databaseUrl, dataDir })
  try {
    const auditChain = await findRecordKey(db, recordKeys(settings))
    if (!auditChain) throw new Error('Set AUDIT_KEY, or AUTH_SECRET where the console has no AUDIT_KEY.')
    if (settings.AUDIT_CHECKPOINTS) {
      auditChain.checkpoints = { file: checkpointFile(settings.AUDIT_CHECKPOINTS), problem: null }
    }
    const services = { db, auditChain, log: createLogger('silent', []), now: () => new Date() }
    if ('remove' in asked) return await removeArchived(services, asked.remove, asked.isDryRun)
    return await makeArchive(services, asked.to, new Date(asked.before))
  } finally {
    await close()
  }
}

function print(asked: Asked, { lastId, until, ...said }: ArchiveReport | Removal): void {
  const rows = ('count' in said ? said.count : said.rows).toLocaleString('en-US')
  const range = `${rows} rows up to row ${lastId.toLocaleString('en-US')} of ${until}`
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

try {
  loadSettingsFiles(process.env, process.cwd())
  const asked = readArguments()
  const answer = await carryOut(asked)
  if ('problem' in answer) throw new Error(answer.problem)
  print(asked, answer)
  process.exit(0)
} catch (error) {
  console.error(`\n${wordsOf(error)}\n`)
  process.exit(2)
}
