import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { inArray, sql } from 'drizzle-orm'
import { AppError, type Problem } from '@/lib/errors'
import { execute, Pending } from '@/server/commands/define'
import { type CommandRow, remoteCallsEnded } from '@/server/commands/remote'
import { recoverInterrupted, settleDue } from '@/server/commands/settle'
import { type Ctx, type OperatorActor, type Patience, usualPatience } from '@/server/context'
import { guarded, Killed } from '@/server/mirror/testing/mortal'
import type { Db, OpenDatabase } from '@/server/platform/db/client'
import { commands } from '@/server/platform/db/schema'
import { type Failpoint, onFailpoint } from '@/server/platform/failpoint'
import { createTelnyx, type Telnyx } from '@/server/telnyx/client'
import { createLimiter, type Limiter } from '@/server/telnyx/limiter'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { createAccount } from '../commands/create'

/** One process of the console. It can be killed, and then nothing that it started continues. */
type Process = { ctx: Ctx<OperatorActor>; dead: boolean }

/** What a browser was told about a form it sent. */
export type Told = { form: string } & (
  | { kind: 'created'; result: Record<string, unknown> }
  | { kind: 'pending' }
  | { kind: 'refused'; problem: Problem }
  /** The process died before it answered. */
  | { kind: 'lost' }
)

/** Clients to Telnyx are reused by all cases; what one case taught the limiter is forgotten at its end. */
type Edge = { telnyx: Telnyx; forget(): void }

/** Long enough for an answer of a busy machine; short enough not to wait long for one that never comes. */
const writeDeadlineMs = { patient: 5_000, hasty: 40 }
type EdgeKind = keyof typeof writeDeadlineMs

/** As the scheduler does. */
const recoverEveryMs = 60_000

// Shared by all worlds: in Node 20, each AsyncLocalStorage that was ever used slows down every later promise.
const inProcess = new AsyncLocalStorage<Process>()

export class CreateWorld {
  readonly reached = new Map<Failpoint, number>()
  readonly told: Told[] = []
  looks = 0
  email = ''
  private name = ''
  private readonly databases: readonly Db[]
  private alive: Process[] = []
  private deaths: Failpoint[] = []
  private cases = 0
  private edge: EdgeKind = 'patient'
  private patience: Patience = usualPatience

  private constructor(
    readonly test: TestConsole,
    private readonly manager: Ctx<OperatorActor>,
    private readonly pools: readonly OpenDatabase[],
    private readonly edges: Record<EdgeKind, readonly Edge[]>,
  ) {
    this.databases = pools.map(pool =>
      guarded(pool.db, () => {
        if (inProcess.getStore()?.dead) throw new Killed()
      }),
    )
    onFailpoint(name => this.passing(name))
  }

  static async open(): Promise<CreateWorld> {
    let now = () => Date.now()
    const test = await testConsole({
      sandbox: {
        accounts: 3,
        // Thousands of cases leave one each.
        cap: 1_000_000,
        checkContract: false,
        now: () => now(),
      },
    })
    now = () => test.clock.now.getTime()
    const pools = [await test.database.another(), await test.database.another()]
    const edgesOf = (deadline: number) => pools.map(() => edge(test, deadline))
    const edges = { patient: edgesOf(writeDeadlineMs.patient), hasty: edgesOf(writeDeadlineMs.hasty) }
    return new CreateWorld(test, await test.as('manager'), pools, edges)
  }

  async close(): Promise<void> {
    onFailpoint(null)
    for (const pool of this.pools) await pool.close()
    await this.test.close()
  }

  /** Kills that are still to come: a case that never reaches their failpoints is no separate case. */
  get killsLeft(): number {
    return this.deaths.length
  }

  /**
   * A new account to create, and processes that know nothing of the last one.
   * @param brief only the first and the last look-up: those between show the same
   */
  async begin(way: { processes: 1 | 2; edge: EdgeKind; brief: boolean; deaths: readonly Failpoint[] }): Promise<void> {
    this.cases += 1
    // Rows of a thousand cases would be read by each of the next.
    if (this.cases % 25 === 0) await this.test.services.db.execute(sql`truncate accounts, commands cascade`)
    this.email = `case-${this.cases}@customer.example`
    this.name = `Customer ${this.cases}`
    this.told.length = 0
    this.deaths = [...way.deaths]
    this.alive = []
    this.edge = way.edge
    this.patience = way.brief ? { ...usualPatience, probeSeconds: [2, 80] } : usualPatience
    for (const one of this.edges[this.edge]) one.forget()
    for (let n = 0; n < way.processes; n += 1) this.start(n)
    this.test.sandbox.clearCalls()
  }

  private start(slot: number): Process {
    const db = this.databases[slot % this.databases.length]
    const way = this.edges[this.edge][slot % this.pools.length]
    if (!db || !way) throw new Error(`no way for process ${slot}`)
    const settings = { ...this.manager.settings, patience: this.patience }
    const ctx = { ...this.manager, db, telnyx: way.telnyx, settings, requestId: randomUUID() }
    const process = { dead: false, ctx }
    this.alive.push(process)
    return process
  }

  /** A killed process stays dead: whatever it still runs ends at its next failpoint or its next statement. */
  private passing(name: Failpoint): Promise<void> | undefined {
    const process = inProcess.getStore()
    if (!process) return undefined
    if (!process.dead && this.deaths[0] === name) {
      this.deaths.shift()
      this.reached.set(name, (this.reached.get(name) ?? 0) + 1)
      process.dead = true
      this.alive = this.alive.filter(one => one !== process)
    }
    return process.dead ? Promise.reject(new Killed()) : undefined
  }

  /** Sends a form to a process (by default the first one that lives) and notes what its browser is told. */
  async send(form: string, slot = 0): Promise<Told> {
    const process = this.alive[slot] ?? this.alive[0] ?? this.start(0)
    const input = { id: form, name: this.name, email: this.email, password: '', rollupBilling: true }
    const work = inProcess.run(process, () =>
      execute(createAccount, process.ctx, { ...input, customPricing: false, acknowledged: [] }),
    )
    const told = await work.then(
      (answer): Told =>
        answer instanceof Pending ? { form, kind: 'pending' } : { form, kind: 'created', result: answer },
      (error: unknown): Told => {
        if (error instanceof AppError) return { form, kind: 'refused', problem: error.problem }
        if (process.dead) return { form, kind: 'lost' }
        throw error
      },
    )
    this.told.push(told)
    return told
  }

  /** The rows of these forms, as any process sees them. */
  rows(forms: readonly string[]): Promise<CommandRow[]> {
    return this.test.services.db.select().from(commands).where(inArray(commands.id, forms))
  }

  /** The true state at Telnyx. */
  truth() {
    return this.test.sandbox.accounts().filter(account => account.email === this.email)
  }

  posts(): number {
    return this.test.sandbox.calls().filter(call => call.method === 'POST').length
  }

  /**
   * Time passes until nothing is left to do: calls end, due look-ups run, killed processes start again. `look` sees the
   * world after each step and returns its commands. @param embedded no other process has the database
   */
  async settle(look: () => Promise<CommandRow[]>, embedded: boolean): Promise<CommandRow[]> {
    await remoteCallsEnded()
    await look()
    let recovered = Number.NEGATIVE_INFINITY
    for (let step = 0; step < 40; step += 1) {
      const started = this.alive.length === 0
      const process = this.alive[0] ?? this.start(0)
      const now = this.test.clock.now.getTime()
      const recovers = started || now - recovered >= recoverEveryMs
      if (recovers) recovered = now
      await inProcess
        .run(process, async () => {
          if (recovers) await recoverInterrupted(process.ctx, started && embedded)
          await settleDue(process.ctx)
        })
        .catch(error => {
          if (!process.dead) throw error
        })
      const rows = await look()
      const next = nextEvent(rows)
      this.looks += 1
      if (process.dead) continue
      if (next === null) return rows
      this.test.clock.now = new Date(Math.max(next, now + 1))
      for (const one of this.edges[this.edge]) one.forget()
    }
    throw new Error('after 40 looks there is still something to look at')
  }
}

/** When the console acts next without a click: it looks up a command, or finds that its process is gone. */
function nextEvent(rows: readonly CommandRow[]): number | null {
  const open = rows.flatMap(row => {
    if (row.state === 'in_flight') return [row.sentAt.getTime() + 91_000]
    return row.state === 'unknown' && row.nextProbeAt ? [row.nextProbeAt.getTime()] : []
  })
  return open.length > 0 ? Math.min(...open) : null
}

function edge(test: TestConsole, deadline: number): Edge {
  let limiter = createLimiter()
  const current: Limiter = {
    ...limiter,
    acquire: async request => {
      const permit = await limiter.acquire(request)
      const done: typeof permit.done = report => {
        permit.done(report)
        // No call here waits for the end of Telnyx's window.
        if (report.outcome === 'answered' && report.status === 429) limiter = createLimiter()
      }
      return { ...permit, done }
    },
    snapshot: () => limiter.snapshot(),
  }
  return {
    telnyx: createTelnyx({
      apiKey: test.sandbox.key,
      baseUrl: test.sandbox.url,
      limiter: current,
      writeDeadlineMs: deadline,
      readDeadlineMs: 30_000,
    }),
    forget: () => {
      limiter = createLimiter()
    },
  }
}
