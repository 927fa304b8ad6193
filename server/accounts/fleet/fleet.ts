import 'server-only'
import { type AccountFilter, type AccountSort, type AccountSortKey, accountSortKeys } from '@/lib/account-search'
import type { NoteHit } from '@/lib/accounts'
import type { Services } from '../../context'
import { type FleetAccount, needleOf, searchText } from './account'
import { Columns } from './columns'
import { type Selection, select } from './filter'
import { type Alike, NameIndex } from './names'
import { noteHit } from './note-hit'
import { Order, sortByRank } from './order'
import { readChanged } from './read'

/** How many answers are kept: people go back and forth between a few filters and pages. */
const kept = 40

/**
 * The whole fleet in memory, in this process, so that any search, sort and count takes milliseconds on either database. The mirror in
 * the database stays the truth: before every question the fleet reads what changed since its last one, and a row that is shown is read
 * from the database itself.
 */
export class Fleet {
  private readonly accounts: FleetAccount[] = []
  private readonly columns = new Columns()
  private readonly texts: string[] = []
  private readonly names = new NameIndex()
  private readonly slotOf = new Map<string, number>()
  private readonly orders = new Map<AccountSortKey, Order>()
  /** Slots that changed since an order was made: it takes them in when it is next asked for. */
  private readonly stale = new Map<AccountSortKey, Set<number>>()
  private readonly selections = new Map<string, Selection>()
  private readonly results = new Map<string, Uint32Array>()
  private readonly counts = new Map<string, number>()
  private seen: string | null = null
  private catchingUp: Promise<void> | null = null

  /** Takes in what was committed before the call. Callers at the same time share one read. */
  async catchUp(services: Pick<Services, 'db'>): Promise<void> {
    // Whoever joins a read that has begun may miss a change of their own: they wait for the next one.
    if (this.catchingUp) await this.catchingUp.catch(() => {})
    this.catchingUp ??= this.read(services).finally(() => {
      this.catchingUp = null
    })
    return this.catchingUp
  }

  private async read(services: Pick<Services, 'db'>): Promise<void> {
    const { accounts, horizon } = await readChanged(services.db, this.seen)
    this.seen = horizon
    const changed = new Set<number>()
    for (const account of accounts) {
      const slot = this.slotOf.get(account.id) ?? this.accounts.length
      if (sameAccount(this.accounts[slot], account)) continue
      this.slotOf.set(account.id, slot)
      this.accounts[slot] = account
      this.columns.set(slot, account)
      this.texts[slot] = searchText(account)
      changed.add(slot)
    }
    if (changed.size === 0) return
    this.forgetAnswers()
    for (const slot of changed) for (const stale of this.stale.values()) stale.add(slot)
  }

  /** What was answered is not answered again from memory: something changed, or a benchmark wants to see the work. */
  forgetAnswers(): void {
    this.selections.clear()
    this.results.clear()
    this.counts.clear()
  }

  get size(): number {
    return this.accounts.length
  }

  /** Every account, in no order; what Telnyx no longer has is among them. */
  get all(): readonly FleetAccount[] {
    return this.accounts
  }

  /** What matches, with total and facet counts. */
  selection(filter: AccountFilter): Selection {
    const key = JSON.stringify(filter)
    return remember(this.selections, key, () => select(filter, this.columns, this.accounts, this.texts))
  }

  /** How many match. Kept apart from `selection`: counting a hundred views must not push out the answers people page through. */
  count(filter: AccountFilter): number {
    const key = JSON.stringify(filter)
    const known = this.selections.get(key)?.total ?? this.counts.get(key)
    if (known !== undefined) return known
    const { total } = select(filter, this.columns, this.accounts, this.texts)
    this.counts.set(key, total)
    return total
  }

  /** Ids of all that match, in order. */
  matching(filter: AccountFilter, sort: readonly AccountSort[]): string[] {
    return Array.from(this.sorted(filter, sort), slot => this.idOf(slot))
  }

  /** Ids of one page. */
  page(filter: AccountFilter, sort: readonly AccountSort[], offset: number, limit: number): string[] {
    return Array.from(this.sorted(filter, sort).subarray(offset, offset + limit), slot => this.idOf(slot))
  }

  /** Of these accounts those that a search found in a note only, with the place. */
  noteHits(ids: readonly string[], q: string): Map<string, NoteHit> {
    const needle = needleOf(q)
    const hits = new Map<string, NoteHit>()
    if (!needle) return hits
    for (const id of ids) {
      const account = this.accounts[this.slotOf.get(id) ?? -1]
      const hit = account ? noteHit(account, needle) : null
      if (hit) hits.set(id, hit)
    }
    return hits
  }

  /** Accounts of the same or a similar name, or with this e-mail (in lower case). */
  alike(name: string, email: string): Promise<Alike[]> {
    return this.names.alike(this.accounts, name, email)
  }

  private idOf(slot: number): string {
    return this.accounts[slot]?.id ?? ''
  }

  private sorted(filter: AccountFilter, sort: readonly AccountSort[]): Uint32Array {
    const key = JSON.stringify([filter, sort])
    return remember(this.results, key, () => {
      const { passes } = this.selection(filter)
      const [first] = sort
      if (!first) return this.orderBy('id').select(this.accounts, passes, false)
      if (sort.length === 1) return this.orderBy(first.key).select(this.accounts, passes, first.descending)
      return this.sortByMany(passes, sort)
    })
  }

  private orderBy(key: AccountSortKey): Order {
    const known = this.orders.get(key)
    const changed = this.stale.get(key)
    // Re-sorting is cheaper than merging when most of it is new.
    const order =
      !known || !changed || changed.size > this.accounts.length / 4
        ? Order.build(key, this.accounts)
        : changed.size > 0
          ? known.after(changed, this.accounts)
          : known
    this.orders.set(key, order)
    this.stale.set(key, new Set())
    return order
  }

  /** One stable pass a key, from the last to the first, over slots that begin in the order of their ids. */
  private sortByMany(passes: Uint8Array, sort: readonly AccountSort[]): Uint32Array {
    const slots = this.orderBy('id').select(this.accounts, passes, false)
    return sort.reduceRight(
      (sorted, { key, descending }) => sortByRank(sorted, this.orderBy(key).rankOf(this.accounts, descending)),
      slots,
    )
  }

  /** Makes every order, in both directions, so that nobody waits for one. Gives the event loop a turn between two. */
  async warm(): Promise<void> {
    for (const key of accountSortKeys) {
      await new Promise(resolve => setImmediate(resolve))
      this.orderBy(key).rankOf(this.accounts, true)
    }
  }
}

function remember<V>(cache: Map<string, V>, key: string, make: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) {
    cache.delete(key)
    cache.set(key, known)
    return known
  }
  const made = make()
  cache.set(key, made)
  const oldest = cache.size > kept ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  return made
}

function sameAccount(a: FleetAccount | undefined, b: FleetAccount): boolean {
  if (!a) return false
  return (Object.keys(b) as (keyof FleetAccount)[]).every(key => a[key] === b[key])
}

const store = globalThis as { consoleFleets?: WeakMap<object, Fleet> }

/** The fleet of a database: one per process. It has caught up when this answers. */
export async function fleetOf(services: Pick<Services, 'db'>): Promise<Fleet> {
  store.consoleFleets ??= new WeakMap()
  const known = store.consoleFleets.get(services.db) ?? new Fleet()
  store.consoleFleets.set(services.db, known)
  await known.catchUp(services)
  return known
}

/** For tests and benchmarks: the database was emptied behind the fleet's back. */
export function forgetFleet(services: Pick<Services, 'db'>): void {
  store.consoleFleets?.delete(services.db)
}
