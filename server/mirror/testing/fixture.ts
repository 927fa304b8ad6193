import { eq, sql } from 'drizzle-orm'
import type { Services } from '@/server/context'
import { bindDatabase } from '@/server/mirror/binding'
import type { Db } from '@/server/platform/db/client'
import { accounts } from '@/server/platform/db/schema'
import { noHeartbeat } from '@/server/platform/heartbeat'
import { createLogger } from '@/server/platform/log'
import { createVault } from '@/server/platform/vault'
import { registerEntities } from '@/server/register'
import { type Sandbox, type SandboxOptions, startSandbox } from '@/server/sandbox/server'
import { createTelnyx, type Telnyx } from '@/server/telnyx/client'
import { ampleRate } from '@/server/testing/context'
import { testDatabase } from '@/server/testing/database'
import { testChain } from '@/server/testing/seal'
import { testSettings } from '@/server/testing/settings'

export type Fixture = {
  sandbox: Sandbox
  services: Services
  clock: { now: Date; forward(seconds: number): void }
  row(id: string): Promise<typeof accounts.$inferSelect>
  /** Version of each row: changes with every write and every lock. */
  versions(): Promise<Map<string, string>>
}

/** Of a console without operators and workers. */
export function syncServices(db: Db, telnyx: Telnyx, now: () => Date, baseUrl: string): Services {
  return {
    db,
    telnyx,
    auditChain: testChain,
    log: createLogger('silent', []),
    now,
    vault: createVault('a secret of a test or bench'),
    heartbeat: noHeartbeat,
    settings: testSettings(baseUrl),
  }
}

/** One database per test file; every test gets it empty, with a new sandbox and clock. */
export async function syncFixture() {
  const database = await testDatabase()
  const open: { close(): Promise<void> }[] = []
  return {
    async fresh(options: SandboxOptions = {}): Promise<Fixture> {
      await database.db.execute(
        sql`truncate accounts, commands, sync_runs, snapshots, binding, sessions, operators cascade`,
      )
      const sandbox = await startSandbox({ accounts: 40, checkContract: true, rateLimit: ampleRate, ...options })
      open.push(sandbox)
      const clock = {
        now: new Date('2026-11-21T10:00:00.000Z'),
        forward: (seconds: number) => {
          clock.now = new Date(clock.now.getTime() + seconds * 1_000)
        },
      }
      registerEntities()
      // No test waits for a deadline: a busy machine must not decide a test.
      const telnyx = createTelnyx({ apiKey: sandbox.key, baseUrl: sandbox.url, readDeadlineMs: 30_000 })
      const services = syncServices(database.db, telnyx, () => clock.now, sandbox.url)
      await bindDatabase(services)
      return {
        sandbox,
        services,
        clock,
        row: async id => {
          const [row] = await database.db.select().from(accounts).where(eq(accounts.id, id))
          if (!row) throw new Error(`The mirror has no account ${id}`)
          return row
        },
        versions: async () => {
          const rows = await database.db
            .select({ id: accounts.id, version: sql<string>`xmin::text || '/' || xmax::text` })
            .from(accounts)
          return new Map(rows.map(row => [row.id, row.version]))
        },
      }
    },
    async closeSandboxes() {
      for (const sandbox of open.splice(0)) await sandbox.close()
    },
    async close() {
      await database.close()
    },
  }
}

export function firstOf<T>(items: readonly T[], wanted: (item: T) => boolean = () => true): T {
  const found = items.find(wanted)
  if (found === undefined) throw new Error('The fleet has no such account')
  return found
}
