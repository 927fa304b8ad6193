// `npm run operators -- reset-owner ana@example.com`: gives an owner a new sign-in link when no other owner can. Exits
// with 0 = done, 2 = failed.
import type { IssuedLink } from '../../lib/operator'
import { openRecordKey } from '../audit/record-key'
import { resetOwner } from '../operators/break-glass'
import { openDatabase } from '../platform/db/client'
import { parseEnv } from '../platform/env'
import { createVault } from '../platform/vault'
import { askConsole, inDatabase, placeOf } from './ask-console'
import { runCommand } from './run-command'

const usage = 'npm run operators -- reset-owner <e-mail address of an owner>'
const answerWithinMs = 30_000

async function reset(email: string): Promise<IssuedLink> {
  const settings = parseEnv(process.env)
  const answer = await askConsole<IssuedLink>(settings, `reset-owner ${email}`, answerWithinMs)
  if (answer !== null) return answer
  return inDatabase(openDatabase(placeOf(settings)), async ({ db }) => {
    const vault = createVault(settings.AUTH_SECRET, settings.AUTH_SECRET_PREVIOUS)
    const auditChain = await openRecordKey(db, settings, vault)
    const services = { db, auditChain, now: () => new Date(), settings: { appUrl: settings.APP_URL } }
    return resetOwner(services, email)
  })
}

await runCommand(async () => {
  const [command, email, ...more] = process.argv.slice(2)
  if (command !== 'reset-owner' || email === undefined || more.length > 0) throw new Error(usage)
  const { link, expiresAt } = await reset(email)
  console.log(
    `\nThis link sets a new password for ${email} and removes every other way this owner signs in. It works once, until ${expiresAt}. The audit shows that it was created.\n\n  ${link}\n`,
  )
  return true
})
