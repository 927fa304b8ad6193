import type { Services } from '../../context'
import { createAuditChain } from '../../platform/audit-chain'
import type { Db } from '../../platform/db/client'
import { noHeartbeat } from '../../platform/heartbeat'
import { createLogger } from '../../platform/log'
import { createVault } from '../../platform/vault'
import { createTelnyx } from '../../telnyx/client'
import { testSettings } from '../../testing/settings'

/** The services that queries need. Nothing here reaches Telnyx. */
export function benchServices(db: Db, accountCap: number): Services {
  return {
    db,
    telnyx: createTelnyx({ apiKey: 'none', baseUrl: 'http://127.0.0.1:1/v2' }),
    auditChain: createAuditChain('the key of a bench'),
    log: createLogger('error', []),
    now: () => new Date(),
    vault: createVault('a secret of a test or bench'),
    heartbeat: noHeartbeat,
    settings: { ...testSettings('http://127.0.0.1:1/v2'), accountCap },
  }
}
