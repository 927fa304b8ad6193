import { randomUUID } from 'node:crypto'
import type { Role } from '@/lib/permissions'
import { openRecord } from '../audit/seal'
import { type Ctx, type OperatorActor, settingsOf } from '../context'
import { createAuditChain } from '../platform/audit-chain'
import { openDatabase } from '../platform/db/client'
import { parseEnv } from '../platform/env'
import { armFailpoints } from '../platform/failpoint'
import { createVault } from '../platform/vault'
import { createTelnyx } from '../telnyx/client'
import { plainServices } from './services'

/** What an operator's command needs in a process that a test kills; its settings come from the environment. */
export async function processContext(
  name: string,
  role: Role,
): Promise<{ ctx: Ctx<OperatorActor>; close(): Promise<void> }> {
  const settings = parseEnv(process.env)
  armFailpoints(settings.CONSOLE_FAILPOINTS)
  const database = await openDatabase({ databaseUrl: settings.DATABASE_URL, dataDir: settings.DATA_DIR })
  const auditChain = createAuditChain(settings.AUTH_SECRET)
  await openRecord(database.db, auditChain)
  const id = randomUUID()
  const operator = { id, name, email: `${role}@example.test`, role, sessionId: id }
  return {
    ctx: {
      ...plainServices(database.db, settings.TELNYX_BASE_URL, {
        telnyx: createTelnyx({ apiKey: settings.TELNYX_API_KEY, baseUrl: settings.TELNYX_BASE_URL }),
        auditChain,
        vault: createVault(settings.AUTH_SECRET),
        settings: settingsOf(settings),
      }),
      requestId: id,
      actor: { ...operator, kind: 'operator', provenAt: new Date() },
    },
    close: () => database.close(),
  }
}
