import { randomUUID } from 'node:crypto'
import type { Role } from '@/lib/permissions'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { createAuditChain } from '@/server/platform/audit-chain'
import { operators, sessions } from '@/server/platform/db/schema'
import { createLogger } from '@/server/platform/log'
import { createVault } from '@/server/platform/vault'
import { registerEntities } from '@/server/register'
import { type Sandbox, type SandboxOptions, startSandbox } from '@/server/sandbox/server'
import { createTelnyx } from '@/server/telnyx/client'
import { type TestDatabase, testDatabase } from './database'
import type { RunSql } from './postgres'
import { testChain, testSecret } from './seal'
import { plainServices, testClock } from './services'
import { testSettings } from './settings'

export type TestConsole = {
  sandbox: Sandbox
  database: TestDatabase
  services: Services
  /** Every line that was logged. */
  logged: string[]
  /** The console's clock: tests move it, nothing sleeps. */
  clock: ReturnType<typeof testClock>
  as(role: Role): Promise<Ctx<OperatorActor>>
  close(): Promise<void>
}

/** So high that no call waits for its turn, for tests of other things. */
export const ampleRate = { limit: 1_000_000, windowSeconds: 60 }

export type TestConsoleOptions = {
  sandbox?: SandboxOptions
  settings?: Partial<Services['settings']>
  keys?: { authSecret: string; auditKey: string }
  /** Puts an older database into the empty one before it is migrated. */
  before?: (run: RunSql) => Promise<void>
  /** An existing database. */
  database?: TestDatabase
}

/** A whole console without its browser: sandbox, database, services and operators. */
export async function testConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  registerEntities()
  const chainOfDatabase = options.keys ? createAuditChain(options.keys.auditKey) : testChain
  const sandbox = await startSandbox({ accounts: 30, checkContract: true, rateLimit: ampleRate, ...options.sandbox })
  await warmUp(sandbox)
  const database = options.database ?? (await testDatabase(chainOfDatabase, options.before))
  const logged: string[] = []
  const clock = testClock()
  const services = plainServices(database.db, sandbox.url, {
    telnyx: createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url }),
    // Its own, because a chain also knows where checkpoints are written and what was verified last.
    auditChain: options.keys ? chainOfDatabase : createAuditChain(testSecret),
    log: createLogger('debug', [sandbox.key], line => logged.push(line)),
    now: () => clock.now,
    vault: createVault(options.keys?.authSecret ?? 'the secret of a test'),
    settings: { ...testSettings(sandbox.url), ...options.settings },
  })
  return {
    sandbox,
    database,
    services,
    logged,
    clock,
    as: role => signedIn(services, role),
    close: async () => {
      await database.close()
      await sandbox.close()
    },
  }
}

/** The first checked call compiles the contract, which can take a busy machine longer than the edge waits. */
async function warmUp(sandbox: Sandbox): Promise<void> {
  await fetch(`${sandbox.url}/managed_accounts`, { headers: { authorization: `Bearer ${sandbox.key}` } })
  sandbox.clearCalls()
}

async function signedIn(services: Services, role: Role): Promise<Ctx<OperatorActor>> {
  const id = randomUUID()
  const sessionId = randomUUID()
  const now = services.now()
  const email = `${role}-${id.slice(0, 8)}@example.test`
  await services.db
    .insert(operators)
    .values({ id, name: `Test ${role}`, email, role, passwordHash: 'none', createdAt: now })
  await services.db.insert(sessions).values({
    id: sessionId,
    operatorId: id,
    createdAt: now,
    lastSeenAt: now,
    activeAt: now,
    provenAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
  })
  return {
    ...services,
    actor: {
      kind: 'operator',
      id,
      name: `Test ${role}`,
      email,
      role,
      sessionId,
      // The identity is always fresh, however the test moves the clock.
      get provenAt() {
        return services.now()
      },
    },
    requestId: randomUUID(),
  }
}
