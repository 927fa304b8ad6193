// `npm run operators -- reset-owner ana@example.com`: gives an owner a new sign-in link when no other owner can. Exits
// with 0 = done, 2 = failed.
import { openRecordKey } from '../audit/record-key'
import { resetOwner } from '../operators/break-glass'
import { openDatabase } from '../platform/db/client'
import { parseEnv } from '../platform/env'
import { createVault } from '../platform/vault'
import { askConsole } from './ask-console'
import { loadSettingsFiles } from './settings-files'

const usage = 'npm run operators -- reset-owner <e-mail address of an owner>'
const answerWithinMs = 30_000

type Answer = { link: string; expiresAt: string } | { problem: string }

async function reset(email: string): Promise<Answer> {
  const settings = parseEnv(process.env)
  const answer = await askConsole<Answer>(settings, `reset-owner ${email}`, answerWithinMs)
  if (answer !== null) return answer
  const { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl, DATA_DIR: dataDir } = settings
  const { db, close } = await openDatabase({ databaseUrl, ownerUrl, dataDir })
  try {
    const vault = createVault(settings.AUTH_SECRET, settings.AUTH_SECRET_PREVIOUS)
    const auditChain = await openRecordKey(db, settings, vault)
    const services = { db, auditChain, now: () => new Date(), settings: { appUrl: settings.APP_URL } }
    return await resetOwner(services, email)
  } finally {
    await close()
  }
}

try {
  loadSettingsFiles(process.env, process.cwd())
  const [command, email, ...more] = process.argv.slice(2)
  if (command !== 'reset-owner' || email === undefined || more.length > 0) throw new Error(usage)
  const answer = await reset(email)
  if ('problem' in answer) throw new Error(answer.problem)
  console.log(
    `\nThis link sets a new password for ${email} and removes every other way this owner signs in. It works once, until ${answer.expiresAt}. The audit shows that it was created.\n\n  ${answer.link}\n`,
  )
  process.exit(0)
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}\n`)
  process.exit(2)
}
