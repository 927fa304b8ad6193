// Run once by `npm run demo` before a new demo's first start: a week of work by its four operators, made by the
// product's own commands. The demo's sandbox is running, but its console is not.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { z } from 'zod'
import type { Role } from '../../lib/permissions'
import { setAccountThreshold } from '../accounts/commands/credit-threshold'
import { addAccountNote } from '../accounts/commands/notes'
import { protectAccount } from '../accounts/commands/protect'
import { disableAccount, enableAccount } from '../accounts/commands/status'
import { openRecordKey } from '../audit/record-key'
import { openRecord } from '../audit/seal'
import { setCurrencyThresholds } from '../billing/thresholds'
import { checkLimits, stateLimits } from '../channels/stated'
import { actorOf } from '../commands/acting'
import { requestApproval } from '../commands/approvals/approvals'
import { type Command, execute, Pending } from '../commands/define'
import { startJob } from '../commands/jobs/start'
import { startJobs } from '../commands/jobs/work'
import { remoteCallsEnded } from '../commands/remote'
import { freezeSelection } from '../commands/selections/freeze'
import { type Ctx, type OperatorActor, type Services, settingsOf } from '../context'
import { bindDatabase } from '../mirror/binding'
import { sweep } from '../mirror/sweep'
import { createDemoOperators } from '../operators/setup'
import { openDatabase } from '../platform/db/client'
import { keepPrivate } from '../platform/db/private-folder'
import { jobs, operators } from '../platform/db/schema'
import { parseEnv } from '../platform/env'
import { noHeartbeat } from '../platform/heartbeat'
import { createLogger } from '../platform/log'
import { createVault } from '../platform/vault'
import { registerEntities } from '../register'
import type { SandboxAccount } from '../sandbox/server'
import { createTelnyx } from '../telnyx/client'
import { saveView } from '../views/commands'
import { placeOf } from './ask-console'
import { makeDemoRounds } from './demo-rounds'
import * as stories from './demo-stories'

const dayMs = 86_400_000
const mostLimits = 5_000

type Fits = (account: SandboxAccount) => boolean

class History {
  #ahead = -7 * dayMs
  readonly #taken = new Set<string>()
  #fleet: SandboxAccount[] = []

  constructor(
    readonly services: Services,
    readonly sandboxOrigin: string,
  ) {}

  /** The clock of this history: it begins a week in the past and runs. */
  now(): Date {
    return new Date(Date.now() + this.#ahead)
  }

  /** Never goes back. */
  goTo(daysAgo: number): void {
    this.#ahead = Math.max(this.#ahead, -daysAgo * dayMs)
  }

  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.sandboxOrigin}/__sandbox/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}.`)
    return (await answer.json()) as T
  }

  async as(role: Role): Promise<Ctx<OperatorActor>> {
    const [row] = await this.services.db
      .select()
      .from(operators)
      .where(eq(operators.email, `${role}@demo.test`))
    if (!row) throw new Error(`The demo has no ${role}.`)
    return { ...this.services, actor: actorOf(row, randomUUID(), this.now()), requestId: randomUUID() }
  }

  async run<S extends z.core.$ZodType, T>(by: Role, command: Command<S, T>, input: unknown): Promise<T> {
    const answer = await execute(command, await this.as(by), input)
    await remoteCallsEnded()
    if (answer instanceof Pending) throw new Error('A command of the history did not end.')
    return answer
  }

  /** Accounts that no other story uses, spread over the fleet: `most`, but at most a quarter of them. */
  take(most: number, fits: Fits = account => account.status === 'enabled'): SandboxAccount[] {
    const free = this.#fleet.filter(account => !this.#taken.has(account.id) && fits(account))
    const count = Math.min(most, Math.ceil(free.length / 4))
    const step = Math.max(1, Math.floor(free.length / count))
    const found = free.filter((_, index) => index % step === 0).slice(0, count)
    for (const account of found) this.#taken.add(account.id)
    return found
  }

  async begin(): Promise<void> {
    this.#fleet = (await this.control<{ accounts: SandboxAccount[] }>('GET', 'accounts')).accounts
    await sweep(this.services, 'start')
  }

  /** Imports the channel limits of four accounts in five, as the sandbox has them. */
  async limits(): Promise<void> {
    const known = this.#fleet.filter(({ status }, index) => status !== 'cancelled' && index % 5 !== 0)
    const lines = known
      .slice(0, mostLimits)
      .map(({ id, channel_limit }, index) => ({ line: index + 2, account: id, limit: String(channel_limit) }))
    if (lines.length === 0) return
    const { digest } = await this.run('manager', checkLimits, { lines, replaceSet: false })
    await this.run('manager', stateLimits, { lines, replaceSet: false, digest, ...stories.limitsFile })
  }

  /** Credit is low earlier in dollars, and for one large customer earlier still. */
  async thresholds(): Promise<void> {
    await this.run('finance', setCurrencyThresholds, { amounts: [{ currency: 'USD', amount: '25' }] })
    const [large] = this.take(1, one => one.status === 'enabled' && !one.rollup_billing)
    if (large) await this.run('finance', setAccountThreshold, { accountId: large.id, amount: '1000' })
  }

  async words(): Promise<void> {
    const noted = this.take(stories.notes.length)
    for (const [index, { id }] of noted.entries()) {
      const note = stories.notes[index]
      if (note) await this.run(note.by, addAccountNote, { accountId: id, text: note.text })
    }
    const [hospital] = this.take(1)
    const input = { accountId: hospital?.id, protect: true, reason: stories.protection }
    if (hospital) await this.run('owner', protectAccount, input)
    for (const { by, ...view } of stories.views) await this.run(by, saveView, { ...view, look: {} })
  }

  async disables(): Promise<void> {
    const accounts = this.take(stories.disables.length)
    for (const [index, { id }] of accounts.entries()) {
      const story = stories.disables[index]
      if (!story) continue
      this.goTo(story.daysAgo)
      const { reason, note, ticket } = story
      const review = story.review === null ? null : new Date(Date.now() + story.review * dayMs)
      await this.run(story.by, disableAccount, {
        ...{ accountId: id, reason, note, ticket, reviewOn: review?.toISOString().slice(0, 10) ?? '' },
        emergencyConfirmed: true,
        now: true,
      })
      if (!story.enabledBecause) continue
      this.goTo(story.daysAgo - 0.2)
      const enable = { accountId: id, reason: story.enabledBecause, reenableConnections: false }
      await this.run(story.by, enableAccount, enable)
    }
  }

  /** A job that fails for some accounts, because Telnyx refuses them. */
  async partlyFailedJob(): Promise<void> {
    const { accounts, reason } = stories.partlyFailedJob
    const fits: Fits = one => one.status === 'enabled' && !one.managed_account_allow_custom_pricing
    const ids = this.take(accounts, fits).map(account => account.id)
    if (ids.length === 0) return
    const refused = { status: 422, code: '10015', detail: 'Pricing cannot be changed while an order is open.' }
    const faults = ids
      .slice(-Math.ceil(ids.length / 5))
      .map(id => ({ method: 'PATCH', path: `/managed_accounts/${id}`, times: 'always', effect: refused }))
    await this.control('POST', 'faults', { faults })
    const selection = await this.run('manager', freezeSelection, { ids })
    const id = randomUUID()
    await this.run('manager', startJob, {
      ...{ id, selection: selection.id, typedCount: String(ids.length), emergencyConfirmed: true, now: true },
      change: { kind: 'accounts.custom_pricing', parameters: { allow: true, reason } },
    })
    const workers = await startJobs(this.services, { alone: true })
    const ended = and(eq(jobs.id, id), isNotNull(jobs.finishedAt))
    while ((await this.services.db.select().from(jobs).where(ended)).length === 0) await sleep(20)
    await workers.stop()
    await this.control('DELETE', 'faults')
  }

  async waitingApproval(): Promise<void> {
    const ids = this.take(stories.waitingApproval.accounts).map(account => account.id)
    if (ids.length === 0) return
    const selection = await this.run('manager', freezeSelection, { ids })
    await this.run('manager', requestApproval, {
      action: 'accounts.disable',
      selection: selection.id,
      parameters: { reason: 'unpaid', note: '', ticket: 'ZD-48266', reviewOn: '' },
      reason: stories.waitingApproval.reason,
    })
  }

  /** Changes outside the console: the second sweep that sees them confirms them. */
  async changeOutside(): Promise<void> {
    const [blocked, renamed] = this.take(2)
    if (!blocked || !renamed) return
    await this.control('PATCH', `accounts/${blocked.id}`, { status: 'disabled' })
    await this.control('PATCH', `accounts/${renamed.id}`, { organization_name: `${renamed.organization_name} (Group)` })
    await sweep(this.services, 'interval')
    this.goTo(0)
    await sweep(this.services, 'interval')
  }
}

async function make(): Promise<void> {
  const env = parseEnv(process.env)
  registerEntities()
  if (!env.DATABASE_URL) keepPrivate(env.DATA_DIR, { mend: true })
  const { db, close } = await openDatabase(placeOf(env))
  try {
    if ((await db.select({ id: operators.id }).from(operators).limit(1)).length > 0) return
    const vault = createVault(env.AUTH_SECRET)
    const settings = settingsOf(env)
    await bindDatabase({ db, settings, now: () => new Date(Date.now() - 7 * dayMs) })
    const services: Services = {
      ...{ db, vault, heartbeat: noHeartbeat, settings, now: () => history.now() },
      telnyx: createTelnyx({ apiKey: env.TELNYX_API_KEY, baseUrl: env.TELNYX_BASE_URL }),
      auditChain: await openRecordKey(db, env, vault),
      log: createLogger('warn', [env.TELNYX_API_KEY, env.AUTH_SECRET], line => process.stderr.write(`${line}\n`)),
    }
    const history = new History(services, new URL(env.TELNYX_BASE_URL).origin)
    await openRecord(db, services.auditChain)
    await createDemoOperators(services)
    await history.begin()
    await makeDemoRounds(services)
    await history.limits()
    await history.thresholds()
    await history.words()
    await history.disables()
    history.goTo(0.5)
    await history.partlyFailedJob()
    history.goTo(0.1)
    await history.waitingApproval()
    await history.changeOutside()
  } finally {
    await close()
  }
}

await make()
process.exit(0)
