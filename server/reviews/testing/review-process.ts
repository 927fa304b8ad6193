import { randomUUID } from 'node:crypto'
import { execute } from '../../commands/define'
import { type Ctx, type OperatorActor, settingsOf } from '../../context'
import { createAuditChain } from '../../platform/audit-chain'
import { openDatabase } from '../../platform/db/client'
import { parseEnv } from '../../platform/env'
import { armFailpoints } from '../../platform/failpoint'
import { noHeartbeat } from '../../platform/heartbeat'
import { createLogger } from '../../platform/log'
import { createVault } from '../../platform/vault'
import { createTelnyx } from '../../telnyx/client'
import { decideBulk } from '../decide'
import { downloadEvidence } from '../evidence'
import { openRound } from '../open'
import { signOff } from '../sign-off'

// A separate process that does one piece of work on a review round, for tests that kill it: settings from the
// environment; the work and its input are its arguments. Prints `done` if it lives that long.

const settings = parseEnv(process.env)
armFailpoints(settings.CONSOLE_FAILPOINTS)
const database = await openDatabase({ databaseUrl: settings.DATABASE_URL, dataDir: settings.DATA_DIR })
const id = randomUUID()
const operator = { id, name: 'Killed finance', email: 'killed@example.test', role: 'finance', sessionId: id } as const
const ctx: Ctx<OperatorActor> = {
  db: database.db,
  telnyx: createTelnyx({ apiKey: settings.TELNYX_API_KEY, baseUrl: settings.TELNYX_BASE_URL }),
  auditChain: createAuditChain(settings.AUTH_SECRET),
  log: createLogger('silent', []),
  now: () => new Date(),
  vault: createVault(settings.AUTH_SECRET),
  heartbeat: noHeartbeat,
  settings: settingsOf(settings),
  requestId: id,
  actor: { ...operator, kind: 'operator', provenAt: new Date() },
}
const [work = '', text = ''] = process.argv.slice(2)
const input = JSON.parse(text)
if (work === 'open') await execute(openRound, ctx, input)
if (work === 'bulk') await execute(decideBulk, ctx, input)
if (work === 'sign-off') await execute(signOff, ctx, input)
if (work === 'evidence') await (await downloadEvidence(ctx, input)).text()
process.stdout.write('done')
await database.close()
process.exit(0)
