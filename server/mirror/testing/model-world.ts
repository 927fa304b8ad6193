import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import { setCustomPricing } from '@/server/accounts/commands/pricing'
import { disableAccount, enableAccount } from '@/server/accounts/commands/status'
import { setChannelLimit } from '@/server/channels/commands'
import { type Command, execute } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import type { Ctx, OperatorActor, Services } from '@/server/context'
import { bindDatabase } from '@/server/mirror/binding'
import type { Db } from '@/server/platform/db/client'
import { accounts } from '@/server/platform/db/schema'
import { type Sandbox, startSandbox } from '@/server/sandbox/server'
import { createTelnyx } from '@/server/telnyx/client'
import { hastyLimiter } from '@/server/telnyx/testing/hasty'
import { ampleRate } from '@/server/testing/context'
import { recoverInterrupted, settleDue } from '../../commands/settle'
import { registerEntities } from '../../register'
import { refreshBalance } from '../balances'
import type { SweepResult } from '../record'
import { sweep } from '../sweep'
import { syncServices } from './fixture'
import type { History, Meanwhile, Order, OutsideChange, Step } from './model-steps'
import { Killed, type Mortal, mortal } from './mortal'

export type Row = typeof accounts.$inferSelect

export type Tally = {
  steps: number
  sweeps: number
  failedSweeps: number
  orders: number
  outside: number
  deaths: number
}

/** Short, so that a hung connection costs little; an answer that a busy machine delays is one more fault. */
const impatient = { readDeadlineMs: 149, writeDeadlineMs: 120 }
const patient = { readDeadlineMs: 30_000, writeDeadlineMs: 30_000 }

/** A Telnyx, its mirror, and a console process that may be killed and restarted, on one clock that only steps move. */
export class World {
  readonly sandbox: Sandbox
  readonly removed = new Set<string>()
  /** Accounts whose field was ever changed outside, as `id field`; and those that a command here was sent for. */
  readonly touchedOutside = new Set<string>()
  readonly ordered = new Set<string>()
  private readonly originals = new Map<string, { organization_name: string; email: string }>()
  private readonly background: Promise<unknown>[] = []
  private clock = Date.parse('2026-11-21T10:00:00.000Z')
  private process: Mortal
  private telnyx: Services['telnyx']
  private onAnswer = () => {}
  private serial = 0

  private constructor(
    private readonly db: Db,
    sandbox: Sandbox,
    private readonly tally: Tally,
    clock: { now(): number },
  ) {
    this.sandbox = sandbox
    clock.now = () => this.clock
    this.process = mortal(db)
    this.telnyx = this.connect(impatient)
    for (const account of sandbox.accounts()) this.remember(account.id)
  }

  static async make(db: Db, { accounts: size, seed, listLagMs }: History, tally: Tally): Promise<World> {
    await db.execute(sql`truncate accounts, commands, sync_runs, snapshots, binding, sessions, operators cascade`)
    const clock = { now: () => 0 }
    const sandbox = await startSandbox({
      accounts: size,
      seed,
      variants: { listLagMs },
      rateLimit: ampleRate,
      now: () => clock.now(),
    })
    registerEntities()
    const world = new World(db, sandbox, tally, clock)
    await bindDatabase(world.services())
    return world
  }

  private connect(deadlines: typeof impatient): Services['telnyx'] {
    return createTelnyx({
      apiKey: this.sandbox.key,
      baseUrl: this.sandbox.url,
      limiter: hastyLimiter(),
      ...deadlines,
      onCall: ({ operation, outcome }) => {
        if (operation === 'accounts.list' && outcome === 'ok') this.onAnswer()
      },
    })
  }

  services(): Services {
    return syncServices(this.process.db, this.telnyx, () => new Date(this.clock), this.sandbox.url)
  }

  now(): Date {
    return new Date(this.clock)
  }

  forward(seconds: number): void {
    this.clock += seconds * 1_000
  }

  rows(): Promise<Row[]> {
    return this.db.select().from(accounts)
  }

  async take(step: Step): Promise<SweepResult | null> {
    this.tally.steps += 1
    this.forward(1)
    if (step.step === 'outside') for (const change of step.changes) this.change(change)
    if (step.step === 'order') await this.order(step.order)
    if (step.step === 'fault') this.sandbox.addFaults([step.fault])
    if (step.step === 'lag') this.sandbox.setVariants({ listLagMs: step.ms })
    if (step.step === 'time') this.forward(step.seconds)
    if (step.step === 'balance') await this.balance(step.who)
    if (step.step === 'settle') await this.unlessKilled(settleDue(this.services()))
    if (step.step === 'restart') this.process.kill()
    const result = step.step === 'sweep' ? await this.sweep(step) : null
    if (this.process.dead()) await this.restart()
    return result
  }

  async sweep(options: {
    everything: boolean
    pageSize: number
    meanwhile?: readonly Meanwhile[]
  }): Promise<SweepResult | null> {
    let answers = 0
    this.onAnswer = () => {
      answers += 1
      for (const event of options.meanwhile ?? []) if (event.after === answers) this.happen(event)
    }
    const { everything, pageSize } = options
    const result = await this.unlessKilled(sweep(this.services(), 'interval', { everything, pageSize }))
    this.onAnswer = () => {}
    await Promise.all(this.background.splice(0))
    this.tally.sweeps += 1
    if (result?.state !== 'succeeded') this.tally.failedSweeps += 1
    return result ?? null
  }

  private happen(event: Meanwhile): void {
    if ('change' in event) this.change(event.change)
    else if ('order' in event) this.background.push(this.order(event.order))
    else this.process.dieAfter(event.death)
  }

  /** A new process on the same database; the calls of the old one end without leaving anything behind. */
  async restart(deadlines = impatient): Promise<void> {
    this.tally.deaths += 1
    this.process.kill()
    await Promise.all(this.background.splice(0))
    await remoteCallsEnded()
    this.process = mortal(this.db)
    this.telnyx = this.connect(deadlines)
    await recoverInterrupted(this.services(), true)
  }

  /** Faults end, the lists show the true state, the console restarts and looks up unknown outcomes. */
  async comeToRest(): Promise<void> {
    this.sandbox.clearFaults()
    this.sandbox.setVariants({ listLagMs: 0 })
    this.forward(60)
    await this.restart(patient)
    for (let round = 0; round < 12; round += 1) {
      this.forward(90)
      await settleDue(this.services())
    }
  }

  private async order(order: Order): Promise<void> {
    const rows = (await this.rows()).sort(byId)
    const accountId = rows[order.who % Math.max(1, rows.length)]?.id
    if (!accountId) return
    this.tally.orders += 1
    const field = order.kind === 'allow' ? 'customPricing' : order.kind === 'limit' ? 'limit' : 'status'
    this.ordered.add(`${accountId} ${field}`)
    if (order.wrong) {
      const method = order.kind === 'disable' || order.kind === 'enable' ? 'POST' : 'PATCH'
      this.sandbox.addFaults([{ method, path: `/managed_accounts/${accountId}/**`, effect: order.wrong }])
    }
    if (order.kind === 'allow') return this.run(setCustomPricing, { accountId, allow: order.allow, reason: '' })
    if (order.kind === 'enable')
      return this.run(enableAccount, { accountId, reason: 'paid', reenableConnections: order.who % 2 === 0 })
    if (order.kind === 'limit')
      return this.run(setChannelLimit, { accountId, limit: order.limit, reason: '', emergencyConfirmed: true })
    return this.run(disableAccount, {
      accountId,
      reason: 'unpaid',
      note: '',
      ticket: '',
      reviewOn: '',
      emergencyConfirmed: true,
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: commands of any input
  private async run(command: Command<any, unknown>, input: unknown): Promise<void> {
    const id = randomUUID()
    const actor = {
      kind: 'operator',
      id,
      name: 'Mia',
      email: 'm@example.test',
      role: 'manager',
      sessionId: id,
      provenAt: this.services().now(),
    } as const
    const ctx: Ctx<OperatorActor> = { ...this.services(), actor, requestId: id }
    await this.unlessKilled(execute(command, ctx, input))
  }

  /** An error for people, or the end of the process, fails nothing here; any other error is a bug. */
  private async unlessKilled<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (error) {
      if (error instanceof AppError || killed(error)) return undefined
      throw error
    }
  }

  private async balance(who: number): Promise<void> {
    const rows = await this.rows()
    const id = rows.sort(byId)[who % Math.max(1, rows.length)]?.id
    if (id) await this.unlessKilled(refreshBalance(this.services(), id, 'sync'))
  }

  private remember(id: string): void {
    const account = this.sandbox.account(id)
    if (account) this.originals.set(id, account)
  }

  change(change: OutsideChange): void {
    this.tally.outside += 1
    this.serial += 1
    if (change.kind === 'create') {
      const { id } = this.sandbox.addAccount({ organization_name: `New ${this.serial}`, status: change.status })
      this.remember(id)
      return
    }
    const all = this.sandbox.accounts()
    const account = all[change.who % Math.max(1, all.length)]
    if (!account) return
    const { id } = account
    const set = (field: string, patch: Parameters<Sandbox['mutate']>[1]) => {
      this.touchedOutside.add(`${id} ${field}`)
      this.sandbox.mutate(id, patch)
    }
    if (change.kind === 'status') set('status', { status: change.status })
    else if (change.kind === 'rename') set('name', { organization_name: `Name ${this.serial}` })
    else if (change.kind === 'email') set('email', { email: `mail-${this.serial}@example.test` })
    else if (change.kind === 'rollup') set('rollupBilling', { rollup_billing: !account.rollup_billing })
    else if (change.kind === 'pricing')
      set('customPricing', { managed_account_allow_custom_pricing: !account.managed_account_allow_custom_pricing })
    else if (change.kind === 'undo') {
      const { organization_name = '', email = '' } = this.originals.get(id) ?? {}
      set('name', { organization_name })
      set('email', { email })
    } else if (this.removed.size === 0 && all.length > 2) {
      this.removed.add(id)
      this.sandbox.removeAccount(id)
    }
  }

  async close(): Promise<void> {
    this.process.kill()
    await Promise.all(this.background.splice(0))
    await remoteCallsEnded()
    await this.sandbox.close()
  }
}

const byId = (a: Row, b: Row) => (a.id < b.id ? -1 : 1)

function killed(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Killed) return true
  return false
}
