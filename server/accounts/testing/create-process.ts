import { randomUUID } from 'node:crypto'
import { openRecord } from '../../audit/seal'
import { execute, Pending } from '../../commands/define'
import { type Services, settingsOf } from '../../context'
import { createAuditChain } from '../../platform/audit-chain'
import { openDatabase } from '../../platform/db/client'
import { parseEnv } from '../../platform/env'
import { armFailpoints } from '../../platform/failpoint'
import { noHeartbeat } from '../../platform/heartbeat'
import { createLogger } from '../../platform/log'
import { createVault } from '../../platform/vault'
import { createTelnyx } from '../../telnyx/client'
import { createAccount } from '../commands/create'

// A separate process that creates one account, for tests that kill it: settings from the environment, the form as its
// argument. Prints `created`, `pending` or `refused` if it lives that long.

const settings = parseEnv(process.env)
armFailpoints(settings.CONSOLE_FAILPOINTS)
const database = await openDatabase({ databaseUrl: settings.DATABASE_URL, dataDir: settings.DATA_DIR })
const services: Services = {
  db: database.db,
  telnyx: createTelnyx({ apiKey: settings.TELNYX_API_KEY, baseUrl: settings.TELNYX_BASE_URL }),
  auditChain: createAuditChain(settings.AUTH_SECRET),
  log: createLogger('silent', []),
  now: () => new Date(),
  vault: createVault(settings.AUTH_SECRET),
  heartbeat: noHeartbeat,
  settings: settingsOf(settings),
}
await openRecord(database.db, services.auditChain)
const id = randomUUID()
const operator = { id, name: 'Test manager', email: 'manager@example.test', role: 'manager', sessionId: id } as const
const answer = await execute(
  createAccount,
  { ...services, requestId: id, actor: { ...operator, kind: 'operator', provenAt: new Date() } },
  JSON.parse(process.argv[2] ?? ''),
).then(
  told => (told instanceof Pending ? 'pending' : 'created'),
  () => 'refused',
)
process.stdout.write(answer)
await database.close()
process.exit(0)
