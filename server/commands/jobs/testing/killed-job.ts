import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { disableAccount } from '@/server/accounts/commands/status'
import { setApprovalLimit } from '@/server/commands/approvals/limit'
import { execute } from '@/server/commands/define'
import type { Db } from '@/server/platform/db/client'
import { auditEvents, processes as processRows } from '@/server/platform/db/schema'
import { mirrorAccounts } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { begin, itemsOf, jobOf } from './bulk'
import { disableAll } from './changes'
import { Processes, type Running } from './processes'

/** A job that disables a whole fleet, started and checked by the test, and worked on by processes that it kills. */
export class KilledJob {
  private constructor(
    private readonly processes: Processes,
    /** Without its database while the processes have it. */
    private readonly console_: TestConsole,
    private readonly job: string,
    private readonly items: number,
  ) {}

  /**
   * No process works on it yet.
   * @param patience as CONSOLE_PATIENCE
   * @param single one account is not in the job: it is disabled alone, with an hour in which that can be undone
   */
  static async begin(accounts: number, patience?: string, { single = false } = {}): Promise<KilledJob> {
    const processes = new Processes(patience)
    const sandbox = { accounts, seed: 7, latencyMs: 15 }
    const console_ = await testConsole({ sandbox, database: await processes.open() })
    for (const account of console_.sandbox.accounts()) console_.sandbox.mutate(account.id, { status: 'enabled' })
    await mirrorAccounts(console_, console_.sandbox.accounts())
    await execute(setApprovalLimit, await console_.as('owner'), { over: null })
    const manager = await console_.as('manager')
    const [first, ...others] = console_.sandbox.accounts().map(account => account.id)
    const job = await begin(manager, disableAll, single ? others : undefined)
    if (single) {
      const patient = { ...manager, settings: { ...manager.settings, disableGrace: 3_600 } }
      await execute(disableAccount, patient, { accountId: first, ...disableAll.parameters, emergencyConfirmed: true })
    }
    // A console has started it just now and stopped, so its successors do not see a standstill.
    await console_.services.db
      .insert(processRows)
      .values({ id: randomUUID(), startedAt: sql`now()`, heartbeatAt: sql`now()`, endedAt: sql`now()` })
    await console_.database.close()
    return new KilledJob(processes, console_, job, single ? others.length : accounts)
  }

  start(failpoints?: string, env?: Record<string, string>): Running {
    return this.processes.start(this.console_.sandbox, failpoints, env)
  }

  place() {
    return this.processes.place()
  }

  get sandbox() {
    return this.console_.sandbox
  }

  disables() {
    return this.sandbox.calls().filter(call => call.path.endsWith('/disable'))
  }

  async onDatabase<T>(use: (db: Db) => Promise<T>): Promise<T> {
    const database = await this.processes.open()
    return use(database.db).finally(() => database.close())
  }

  /** Nothing lost, nothing without a result, every account as requested, one audit record for each sent call. */
  async expectDone(): Promise<void> {
    const { sandbox } = this.console_
    const ids = new Set<string | null>(sandbox.accounts().map(account => account.id))
    await this.onDatabase(async db => {
      const services = { ...this.console_.services, db }
      const items = await itemsOf(services, this.job)
      expect(items).toHaveLength(this.items)
      expect(items.filter(item => item.state !== 'succeeded')).toEqual([])
      expect(await jobOf(services, this.job)).toMatchObject({ total: this.items, state: 'finished' })
      const intents = await db
        .select({ targetId: auditEvents.targetId })
        .from(auditEvents)
        .where(and(eq(auditEvents.action, 'account.disable'), eq(auditEvents.phase, 'intent')))
      expect(new Set(intents.map(one => one.targetId))).toEqual(ids)
    })
    expect(sandbox.accounts().filter(account => account.status !== 'disabled')).toEqual([])
    expect(sandbox.violations()).toEqual([])
  }

  expectEachOnce(): void {
    const paths = this.disables().map(call => call.path)
    expect([paths.length, new Set(paths).size]).toEqual(Array(2).fill(this.console_.sandbox.accounts().length))
  }

  async close(): Promise<void> {
    await this.processes.close()
    await this.console_.sandbox.close()
  }
}
