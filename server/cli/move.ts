// `npm run move -- --to postgresql://…`: copies the embedded database of a stopped console into an empty PostgreSQL.
// Exits with 0 = done and verified, 1 = done but the report names a problem, 2 = failed and nothing was changed.
import { parseArgs } from 'node:util'
import { examine } from '../keeping/examine'
import { moveToPostgres } from '../keeping/move'
import { openReadOnly } from '../platform/db/client'
import { parseRecordEnv } from '../platform/env'
import { inDatabase } from './ask-console'
import { formatNumber, printRows } from './print-rows'
import { recordKeys } from './record-keys'
import { runCommand } from './run-command'

const usage = 'npm run move -- --to postgresql://user:password@host:5432/name'

async function move(to: string): Promise<boolean> {
  // The source is the folder, whatever the settings name for the next start.
  const { DATABASE_URL: _, DATABASE_OWNER_URL: ownerUrl, ...given } = process.env
  const settings = parseRecordEnv(given)
  const keys = { ...settings, ...recordKeys(settings) }
  if (!/^postgres(ql)?:\/\//.test(to) || !URL.canParse(to)) throw new Error(`--to must be an address: ${usage}`)
  const target = { databaseUrl: to, ownerUrl: ownerUrl || undefined }
  const moved = await moveToPostgres(settings.DATA_DIR, target, { now: () => new Date() })
  return inDatabase(openReadOnly({ databaseUrl: target.ownerUrl ?? to, dataDir: '' }), async ({ db }) => {
    const examined = await examine(db, keys)
    printRows(moved.tables)
    const lines = [
      `${formatNumber(moved.rows)} rows were copied to ${moved.to} in ${moved.seconds} s. The number of rows and the SHA-256 of every table agree.`,
      ...examined.words,
      `The embedded database was not changed. A file MOVED in its folder keeps a console from starting on it.`,
      'Next: set DATABASE_URL to the new database, keep AUTH_SECRET and AUDIT_KEY, and start.',
    ]
    console.log(`\n${lines.join('\n')}`)
    return examined.ok
  })
}

await runCommand(() => {
  const { to } = parseArgs({ options: { to: { type: 'string' } } }).values
  if (!to) throw new Error(usage)
  return move(to)
})
