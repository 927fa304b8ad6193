import type { Services } from '@/server/context'
import type { Db } from '@/server/platform/db/client'
import { noHeartbeat } from '@/server/platform/heartbeat'
import { createLogger } from '@/server/platform/log'
import { createVault } from '@/server/platform/vault'
import { createTelnyx } from '@/server/telnyx/client'
import { testChain } from './seal'
import { testSettings } from './settings'

/** Services on this database that work on nothing in the background; `own` in place of the usual ones. */
export function plainServices(db: Db, baseUrl: string, own: Partial<Services> = {}): Services {
  return {
    db,
    telnyx: own.telnyx ?? createTelnyx({ apiKey: 'sandbox', baseUrl }),
    auditChain: testChain,
    log: createLogger('silent', []),
    now: () => new Date(),
    vault: createVault('a secret of a test or bench'),
    heartbeat: noHeartbeat,
    settings: testSettings(baseUrl),
    ...own,
  }
}

/** A clock that stands still until a test moves it. */
export function testClock(start = new Date()) {
  const clock = {
    now: start,
    forward(seconds: number): void {
      clock.now = new Date(clock.now.getTime() + seconds * 1_000)
    },
  }
  return clock
}
