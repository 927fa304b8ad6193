import { randomBytes, randomUUID } from 'node:crypto'
import { defaultChannelLimit } from './fleet'
import { AccountList, type ListFilter, type ListSort } from './listing'
import {
  type AccountPatch,
  defaultVariants,
  type Manager,
  type NewAccount,
  type SandboxAccount,
  type SandboxUser,
  type SavedState,
  type Variants,
} from './types'

type ListChange = { at: number; id: string; account: SandboxAccount | null }

/**
 * The true state of the sandbox's Telnyx. Accounts are never changed in place: each change adds a new object, so that
 * the list may show an older one for a while (`listLagMs`).
 */
export class State {
  readonly manager: Manager
  readonly cap: number
  readonly channels: number
  variants: Variants = { ...defaultVariants }
  /** Called after every change that a restart must not lose. */
  onChange: () => void = () => {}

  readonly #accounts = new Map<string, SandboxAccount>()
  readonly #holders = new Map<string, number>()
  readonly #list: AccountList
  readonly #pending: ListChange[] = []
  readonly #formerSecrets = new Set<string>()
  #users: readonly SandboxUser[]
  #allocated = 0
  #active = 0
  #lastInstant = 0
  readonly #now: () => number

  /** @param now the clock that list lag and instants go by; epoch milliseconds */
  constructor(saved: SavedState, now: () => number) {
    this.#now = now
    this.manager = saved.manager
    this.cap = saved.cap
    this.channels = saved.channels
    this.#users = saved.users
    for (const account of saved.accounts) {
      this.#accounts.set(account.id, account)
      this.#count(account, 1)
    }
    this.#list = new AccountList(saved.accounts)
  }

  save(): SavedState {
    const { manager, cap, channels } = this
    return { manager, cap, channels, users: [...this.#users], accounts: this.accounts() }
  }

  accounts(): SandboxAccount[] {
    return [...this.#accounts.values()]
  }

  account(id: string): SandboxAccount | undefined {
    return this.#accounts.get(id)
  }

  users(): readonly SandboxUser[] {
    return this.#users
  }

  removeUser(id: string): void {
    this.#users = this.#users.filter(user => user.id !== id)
    this.onChange()
  }

  /** Channels allocated, the defaults of new accounts included. */
  get allocated(): number {
    return this.#allocated
  }

  /** Accounts that are not cancelled. */
  get active(): number {
    return this.#active
  }

  /** Whether any user at Telnyx has the address: a managed account, the manager or one of its users. */
  emailTaken(email: string): boolean {
    const wanted = email.toLowerCase()
    return this.#holders.has(wanted) || this.#users.some(user => user.email.toLowerCase() === wanted)
  }

  list(filter: ListFilter, sort: ListSort, page: { number: number; size: number }) {
    this.#showDueChanges()
    return this.#list.find(filter, sort, this.variants, page)
  }

  /** Fills in a new account's defaults; the caller has checked e-mail and cap. */
  add(partial: NewAccount): SandboxAccount {
    const now = this.#instant()
    const business = partial.organization_name ?? 'Unnamed business'
    const account: SandboxAccount = {
      id: randomUUID(),
      email: this.deriveEmail(),
      organization_name: business,
      api_user: this.manager.email,
      api_key: `KEY0${randomBytes(16).toString('hex').slice(1).toUpperCase()}_${randomBytes(17).toString('base64url').slice(0, 22)}`,
      api_token: randomBytes(17).toString('base64url').slice(0, 22),
      manager_account_id: this.manager.id,
      created_at: now,
      updated_at: now,
      managed_account_allow_custom_pricing: false,
      rollup_billing: false,
      balance: { balance: '0.00', credit_limit: '0.00', currency: 'USD' },
      status: 'enabled',
      channel_limit: Math.max(0, Math.min(defaultChannelLimit, this.channels - this.#allocated)),
      connections_enabled: true,
      ...partial,
    }
    this.#put(account)
    return account
  }

  /** Sets `updated_at` too, unless the patch names it. Throws on an unknown id. */
  change(id: string, patch: AccountPatch): SandboxAccount {
    const before = this.#accounts.get(id)
    if (!before) throw new Error(`The sandbox has no account ${id}`)
    const account = { ...before, updated_at: this.#instant(), ...patch }
    this.#put(account)
    return account
  }

  remove(id: string): void {
    const account = this.#accounts.get(id)
    if (!account) throw new Error(`The sandbox has no account ${id}`)
    this.#count(account, -1)
    this.#retire(account)
    this.#accounts.delete(id)
    this.#later({ at: this.#now(), id, account: null })
  }

  /** An address under the manager's own, as Telnyx makes one when a create names none. */
  deriveEmail(): string {
    const [mailbox, domain] = this.manager.email.split('@')
    return `${mailbox}+${randomBytes(6).toString('hex')}@${domain}`
  }

  /** A password that a create carried. Kept in memory only, for tests that search for leaks. */
  noteSecret(secret: string): void {
    this.#formerSecrets.add(secret)
  }

  /** Every API key, API token and received password that was ever here. */
  secrets(): string[] {
    const held = this.accounts().flatMap(account => [account.api_key, account.api_token])
    return [...new Set([...held, ...this.#formerSecrets])]
  }

  #put(account: SandboxAccount): void {
    const before = this.#accounts.get(account.id)
    if (before) {
      this.#count(before, -1)
      this.#retire(before)
    }
    this.#accounts.set(account.id, account)
    this.#count(account, 1)
    this.#later({ at: this.#now(), id: account.id, account })
  }

  #count(account: SandboxAccount, sign: 1 | -1): void {
    this.#allocated += sign * account.channel_limit
    if (account.status !== 'cancelled') this.#active += sign
    const email = account.email.toLowerCase()
    const holders = (this.#holders.get(email) ?? 0) + sign
    if (holders > 0) this.#holders.set(email, holders)
    else this.#holders.delete(email)
  }

  #retire(account: SandboxAccount): void {
    this.#formerSecrets.add(account.api_key).add(account.api_token)
  }

  #later(change: ListChange): void {
    this.#pending.push(change)
    this.#showDueChanges()
    this.onChange()
  }

  #showDueChanges(): void {
    const due = this.#now() - this.variants.listLagMs
    for (let next = this.#pending[0]; next && next.at <= due; next = this.#pending[0]) {
      this.#pending.shift()
      if (next.account) this.#list.put(next.account)
      else this.#list.remove(next.id)
    }
  }

  /** Later than every instant given before, so that accounts created within a millisecond keep their order. */
  #instant(): string {
    this.#lastInstant = Math.max(this.#now(), this.#lastInstant + 1)
    return new Date(this.#lastInstant).toISOString()
  }
}
