import { createAuditChain } from '../../audit/chain'
import { type Services, usualPatience } from '../../context'
import type { Db } from '../../db/client'
import { createLogger } from '../../log'
import { noHeartbeat } from '../../processes/heartbeat'
import { createTelnyx } from '../../telnyx/client'
import { createVault } from '../../vault'

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
    settings: {
      listLag: 30,
      disableGrace: 0,
      patience: usualPatience,
      syncInterval: 60,
      accountCap,
      accountCapCounts: 'active',
      ticketUrl: null,
      mode: 'demo',
      baseUrl: 'http://127.0.0.1:1/v2',
      appUrl: 'http://localhost:3000',
    },
  }
}
