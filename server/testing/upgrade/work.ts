import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { disableAccountInput } from '@/lib/account-inputs'
import { createAccount } from '@/server/accounts/commands/create'
import { setAccountThreshold } from '@/server/accounts/commands/credit-threshold'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { setCustomPricing } from '@/server/accounts/commands/pricing'
import { protectAccount } from '@/server/accounts/commands/protect'
import { revealKey } from '@/server/accounts/commands/reveal'
import { disableAccount, enableAccount } from '@/server/accounts/commands/status'
import { setCurrencyThresholds } from '@/server/billing/thresholds'
import { setChannelLimit } from '@/server/channels/commands'
import { checkLimits, stateLimits } from '@/server/channels/stated'
import { execute, Pending } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { undoCommand } from '@/server/commands/schedule'
import { settleCommand } from '@/server/commands/settle-by-person'
import type { Ctx, OperatorActor } from '@/server/context'
import { removeUser } from '@/server/organization/commands'
import { getRoster } from '@/server/organization/roster'
import { decideBulk, decideItem } from '@/server/reviews/decide'
import { openRound } from '@/server/reviews/open'
import { signOff } from '@/server/reviews/sign-off'
import type { FaultEffect, SandboxAccount } from '@/server/sandbox/server'
import { saveView } from '@/server/views/commands'
import { refusal } from '../accounts'
import type { TestConsole } from '../context'
import { actingFor } from '../operators'
import { done } from './ended'
import type { People } from './people'

// What operators do to single accounts in a day, with every possible outcome.

/** The fleet; each piece of work takes accounts that nothing else uses. */
class Shelf {
  private readonly taken = new Set<string>()
  constructor(private readonly accounts: () => readonly SandboxAccount[]) {}

  take(
    status: SandboxAccount['status'] = 'enabled',
    fits: (account: SandboxAccount) => boolean = () => true,
  ): SandboxAccount {
    const found = this.accounts().find(one => one.status === status && !this.taken.has(one.id) && fits(one))
    if (!found) throw new Error(`no ${status} account is left`)
    this.taken.add(found.id)
    return found
  }

  some(count: number, status: SandboxAccount['status'] = 'enabled'): string[] {
    return Array.from({ length: count }, () => this.take(status).id)
  }
}

type Disable = z.input<typeof disableAccountInput>

export const portOpen = { status: 422, code: '10015', detail: 'Not while a port is open' }

export class Work {
  readonly shelf: Shelf

  constructor(
    readonly console_: TestConsole,
    readonly people: People,
  ) {
    this.shelf = new Shelf(() => console_.sandbox.accounts())
  }

  as(name: keyof People): Promise<Ctx<OperatorActor>> {
    return actingFor(this.console_, this.people[name].id)
  }

  /** The next call of this kind to this account meets this fault. */
  fault(method: 'POST' | 'PATCH', path: string, effect: FaultEffect): void {
    this.console_.sandbox.addFaults([{ method, path: `/managed_accounts${path}`, effect }])
  }

  /** Runs a command to its end, whether or not the outcome is known. Rejects when it was refused. */
  async send(...command: Parameters<typeof execute>): Promise<void> {
    await execute(...command)
    await remoteCallsEnded()
    this.console_.clock.forward(7)
  }

  async disable(accountId: string, more: Partial<Disable> = {}): Promise<void> {
    await this.send(disableAccount, await this.as('manager'), this.disableInput(accountId, { now: true, ...more }))
  }

  disableInput(accountId: string, more: Partial<Disable> = {}): Disable {
    const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '' } as const
    return { accountId, ...why, emergencyConfirmed: true, ...more }
  }

  createInput(name: string, email: string, more: Record<string, unknown> = {}) {
    const flags = { rollupBilling: false, customPricing: false, acknowledged: [] }
    return { id: randomUUID(), name, email, password: '', ...flags, ...more }
  }

  async switches(): Promise<void> {
    const { shelf } = this
    await this.disable(shelf.take().id)
    await this.disable(shelf.take().id, {
      note: 'Third reminder, see the ticket.\nCall before switching on again.',
      ticket: 'https://tickets.reseller.example/8812',
      reviewOn: '2026-11-22',
    })
    await this.disable(shelf.take().id, {
      reason: 'fraud',
      note: 'Card testing — "O’Neill" \\ 50 %',
      reviewOn: '2026-12-24',
    })
    await this.disable(shelf.take().id, { reason: 'other', note: 'Merged with another customer' })
    const back = shelf.take()
    await this.disable(back.id, { reason: 'request' })
    const enable = { reason: 'Paid by wire', reenableConnections: true }
    await this.send(enableAccount, await this.as('support'), { accountId: back.id, ...enable })
    const refused = shelf.take()
    this.fault('POST', `/${refused.id}/actions/disable`, portOpen)
    await refusal(this.disable(refused.id))
    // No reading can tell whether its connections came back: it waits for a person.
    const connections = shelf.take('disabled')
    this.fault('POST', `/${connections.id}/actions/enable`, { reset: 'after' })
    await this.send(enableAccount, await this.as('manager'), { accountId: connections.id, ...enable })
    const undone = shelf.take()
    const scheduled = await execute(disableAccount, await this.as('support'), this.disableInput(undone.id))
    if (!(scheduled instanceof Pending)) throw new Error('it was not scheduled')
    await execute(undoCommand, await this.as('support'), { commandId: scheduled.commandId })
  }

  async settings(): Promise<void> {
    const { shelf } = this
    const pricing = async (accountId: string, allow: boolean) =>
      this.send(setCustomPricing, await this.as('manager'), { accountId, allow, reason: 'Contract of November' })
    await pricing(shelf.take('enabled', one => !one.managed_account_allow_custom_pricing).id, true)
    await pricing(shelf.take('enabled', one => one.managed_account_allow_custom_pricing).id, false)
    const twice = shelf.take('enabled', one => !one.managed_account_allow_custom_pricing)
    this.fault('PATCH', `/${twice.id}`, { reset: 'before' })
    await pricing(twice.id, true)
    await pricing(twice.id, true)
    const order = async (accountId: string, limit: number) => {
      const input = { accountId, limit, reason: 'As ordered', emergencyConfirmed: limit === 0 }
      await this.send(setChannelLimit, await this.as('manager'), input)
    }
    await order(shelf.take().id, 15)
    await order(shelf.take().id, 0)
    const lost = shelf.take()
    this.fault('PATCH', `/${lost.id}/update_global_channel_limit`, { body: 'empty' })
    await order(lost.id, 12)
    const stated = [shelf.take(), shelf.take(), shelf.take()].map((one, at) => ({
      line: at + 2,
      account: at === 0 ? one.email : one.id,
      limit: String(10 * at),
    }))
    const { digest } = done(await execute(checkLimits, await this.as('manager'), { lines: stated, replaceSet: false }))
    const file = { lines: stated, replaceSet: false, digest, file: 'limits.csv', reason: 'From the contracts' }
    await execute(stateLimits, await this.as('manager'), file)
    const low = shelf.take('enabled', one => !one.rollup_billing)
    await this.send(setAccountThreshold, await this.as('finance'), { accountId: low.id, amount: '250' })
    const amounts = [{ currency: low.balance.currency, amount: '25.50' }]
    await this.send(setCurrencyThresholds, await this.as('finance'), { amounts })
  }

  async words(): Promise<void> {
    const { shelf } = this
    const noted = shelf.take()
    for (const text of [
      'Asked for more channels.',
      'Prefers e-mail.\nSpeaks Português, 日本語.',
      "It's a clinic; ask first.",
    ])
      await this.send(addAccountNote, await this.as('support'), { accountId: noted.id, text })
    const hospital = shelf.take()
    const protect = async (accountId: string, on: boolean, reason: string) =>
      this.send(protectAccount, await this.as('owner'), { accountId, protect: on, reason })
    await protect(hospital.id, true, 'A hospital')
    await protect(noted.id, true, 'Our own test line')
    await protect(noted.id, false, 'No longer ours')
    await this.send(revealKey, await this.as('owner'), { id: noted.id, field: 'api_key', reason: 'Moving their PBX' })
    const roster = await getRoster(await this.as('owner'))
    const leaver = roster.users.find(user => user.isOwner === false)
    const confirmation = { userId: leaver?.id, confirmation: leaver?.email, reason: 'Left the company' }
    await this.send(removeUser, await this.as('owner'), confirmation)
    this.console_.clock.forward(60)
    await getRoster(await this.as('owner'))
  }

  async reviews(): Promise<SandboxAccount> {
    const november = { kind: 'rollup', name: 'Rollup flags, November', dueOn: '2026-11-30', reviewers: [], search: '' }
    const { id: roundId } = done(await execute(openRound, await this.as('finance'), november))
    const review = async (account: SandboxAccount, verdict: 'approved' | 'questioned', note = '') => {
      const value = account.rollup_billing ? 'yes' : 'no'
      const seen = { verdict: 'open', decidedAt: null, value }
      const input = { roundId, subjectId: account.id, verdict, note, seen }
      await this.send(decideItem, await this.as('finance'), input)
    }
    const rollup = () => this.shelf.take('enabled', one => one.rollup_billing)
    for (const account of [rollup(), rollup(), this.shelf.take()]) await review(account, 'approved')
    await review(rollup(), 'questioned', 'The contract says own balance')
    const changesLater = rollup()
    await review(changesLater, 'approved', 'Agreed by phone')
    await this.signedOffRound()
    return changesLater
  }

  /** Its evidence has to be the same in every later release. */
  private async signedOffRound(): Promise<void> {
    const input = { kind: 'pricing', name: 'Custom pricing, November', dueOn: '2026-11-30', reviewers: [], search: '' }
    const { id: roundId, items } = done(await execute(openRound, await this.as('finance'), input))
    const bulk = { roundId, verdict: 'approved', note: 'As in the contracts', q: '', count: items }
    await this.send(decideBulk, await this.as('finance'), bulk)
    await this.send(signOff, await this.as('manager'), { roundId, remark: 'Nothing was odd', open: 0 })
  }

  async views(): Promise<void> {
    const save = async (by: keyof People, name: string, search: string, shared: boolean) =>
      execute(saveView, await this.as(by), { name, search, look: { density: 'relaxed' }, shared })
    await save('manager', 'Overdue', 'status=disabled&sort=review', true)
    await save('manager', 'My new ones', 'createdFrom=2026-10-01&sort=-created', false)
    await save('finance', 'In the red', 'creditMax=0&rollup=no', true)
    await save('support', 'Voice customers', 'q=voice', false)
  }

  /** A create that succeeded, one that Telnyx refused, two that reading finds, and two that no reading finds. */
  async creates(): Promise<void> {
    const create = async (...input: Parameters<Work['createInput']>) =>
      this.send(createAccount, await this.as('manager'), this.createInput(...input))
    await create('Quayside Dental', 'desk@quayside-dental.example', { password: 'a password nobody keeps' })
    this.fault('POST', '', { status: 422, code: '10015', detail: 'Not this name', pointer: '/business_name' })
    await refusal(create('Refused Trading', 'desk@refused-trading.example'))
    this.fault('POST', '', { reset: 'after' })
    await create('Found Again Foods', 'desk@found-again.example', { rollupBilling: true })
    this.fault('POST', '', { body: 'html' })
    await create('Answered In Html', 'desk@answered-in-html.example')
    this.fault('POST', '', { reset: 'before' })
    await create('Never Arrived Nurseries', 'desk@never-arrived.example')
    this.fault('POST', '', { reset: 'before' })
    await create('Settled By Hand', 'desk@settled-by-hand.example')
  }

  /** Settles a command that waits for a person. */
  async settleByHand(commandId: string): Promise<void> {
    const note = 'Looked in the portal'
    await this.send(settleCommand, await this.as('manager'), { commandId, done: false, note })
  }
}
