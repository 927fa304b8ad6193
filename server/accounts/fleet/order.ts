import 'server-only'
import type { AccountSortKey } from '@/lib/account-search'
import { ownCredit } from '@/lib/balance'
import type { FleetAccount } from './account'
import { reviewDay } from './columns'

/** The root collation of Unicode, as PostgreSQL's `und-x-icu`: the order does not depend on the server's language. */
const collator = new Intl.Collator('und')

type Value = string | number | null

const statusRank: Record<FleetAccount['status'], number> = {
  enabled: 0,
  disabled: 1,
  blocked: 2,
  cancelled: 3,
  unknown: 4,
}
const flag = (value: boolean | null) => (value === null ? null : Number(value))

const sortValue: Record<AccountSortKey, (account: FleetAccount) => Value> = {
  name: account => account.name,
  email: account => account.email,
  id: account => account.id,
  status: account => statusRank[account.status],
  rollup: account => flag(account.rollupBilling),
  pricing: account => flag(account.customPricing),
  channels: account => account.channelLimit,
  currency: account => account.currency,
  credit: ownCredit,
  created: account => account.createdAt,
  updated: account => account.updatedAt,
  review: reviewDay,
}

/** Texts that only the collation tells apart from one another are compared by it; ids are hexadecimal and compare as they are. */
function compareValues(key: AccountSortKey, a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'string' || typeof b !== 'string') return 0
  return key === 'id' ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b)
}

const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text)

/** Whether the order of two values is equal: most are told apart without the collation, which costs ten times as much. */
function sameValue(key: AccountSortKey, a: Value, b: Value): boolean {
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string' && isPlain(a) && isPlain(b)) return false
  return compareValues(key, a, b) === 0
}

/**
 * All accounts in the order of one key: slots sorted ascending, ties by id, what is not known at the end; and for each slot the rank of
 * its value, equal for equal values, so that several keys sort pass by pass.
 */
export class Order {
  private sorted: Uint32Array
  private known: number
  private ranks: Uint32Array | null = null

  private constructor(
    private readonly key: AccountSortKey,
    sorted: Uint32Array,
    known: number,
  ) {
    this.sorted = sorted
    this.known = known
  }

  static build(key: AccountSortKey, accounts: readonly FleetAccount[]): Order {
    const read = sortValue[key]
    const known: number[] = []
    const unknown: number[] = []
    accounts.forEach((account, slot) => {
      ;(read(account) === null ? unknown : known).push(slot)
    })
    known.sort(comparator(key, accounts))
    unknown.sort((a, b) => compareIds(accounts, a, b))
    return new Order(key, Uint32Array.from([...known, ...unknown]), known.length)
  }

  /** The same order after some slots changed or were added: the others keep theirs, the changed ones are merged in. */
  after(changed: ReadonlySet<number>, accounts: readonly FleetAccount[]): Order {
    const read = sortValue[this.key]
    const compare = comparator(this.key, accounts)
    const moved = [...changed]
    const movedKnown = moved.filter(slot => read(at(accounts, slot)) !== null).sort(compare)
    const movedUnknown = moved
      .filter(slot => read(at(accounts, slot)) === null)
      .sort((a, b) => compareIds(accounts, a, b))
    const known = merge(this.sorted.subarray(0, this.known), changed, movedKnown, compare)
    const unknown = merge(this.sorted.subarray(this.known), changed, movedUnknown, (a, b) => compareIds(accounts, a, b))
    const sorted = new Uint32Array(known.length + unknown.length)
    sorted.set(known)
    sorted.set(unknown, known.length)
    return new Order(this.key, sorted, known.length)
  }

  /** The slots that pass, in order; unknown values last and equal values by id in either direction. */
  select(accounts: readonly FleetAccount[], passes: Uint8Array, descending: boolean): Uint32Array {
    const found = new Uint32Array(this.sorted.length)
    let count = 0
    const take = (index: number) => {
      const slot = this.sorted[index] ?? 0
      if (passes[slot]) found[count++] = slot
    }
    if (descending) this.eachGroupBackwards(accounts, take)
    else for (let index = 0; index < this.known; index++) take(index)
    for (let index = this.known; index < this.sorted.length; index++) take(index)
    return found.subarray(0, count)
  }

  /** From the largest value to the smallest, equal ones in their own order. */
  private eachGroupBackwards(accounts: readonly FleetAccount[], take: (index: number) => void): void {
    this.ranks ??= this.rankAll(accounts)
    const rankAt = (index: number) => this.ranks?.[this.sorted[index] ?? 0]
    for (let end = this.known; end > 0; ) {
      let start = end - 1
      while (start > 0 && rankAt(start - 1) === rankAt(end - 1)) start--
      for (let index = start; index < end; index++) take(index)
      end = start
    }
  }

  /** Rank of a slot's value among all; what is not known ranks last in either direction. */
  rankOf(accounts: readonly FleetAccount[], descending: boolean): Ranks {
    this.ranks ??= this.rankAll(accounts)
    const ranks = this.ranks
    const last = this.known === 0 ? 0 : (ranks[this.sorted[this.known - 1] ?? 0] ?? 0)
    const size = last + 2
    return {
      size,
      rank: slot => {
        const rank = ranks[slot] ?? last + 1
        return rank > last ? last + 1 : descending ? last - rank : rank
      },
    }
  }

  private rankAll(accounts: readonly FleetAccount[]): Uint32Array {
    const ranks = new Uint32Array(accounts.length)
    const read = sortValue[this.key]
    let rank = 0
    for (let index = 0; index < this.known; index++) {
      const slot = this.sorted[index] ?? 0
      const before = this.sorted[index - 1]
      if (before !== undefined && !sameValue(this.key, read(at(accounts, before)), read(at(accounts, slot)))) rank++
      ranks[slot] = rank
    }
    for (let index = this.known; index < this.sorted.length; index++) ranks[this.sorted[index] ?? 0] = rank + 1
    return ranks
  }
}

/** Ranks of one key: small whole numbers below `size`. */
type Ranks = { rank(slot: number): number; size: number }

/** Sorts slots by rank and leaves those of equal rank as they were: counted, not compared. */
export function sortByRank(slots: Uint32Array, { rank, size }: Ranks): Uint32Array {
  const next = new Uint32Array(size + 1)
  for (const slot of slots) next[rank(slot) + 1] = (next[rank(slot) + 1] ?? 0) + 1
  for (let index = 1; index <= size; index++) next[index] = (next[index] ?? 0) + (next[index - 1] ?? 0)
  const sorted = new Uint32Array(slots.length)
  for (const slot of slots) {
    const place = next[rank(slot)] ?? 0
    sorted[place] = slot
    next[rank(slot)] = place + 1
  }
  return sorted
}

function at(accounts: readonly FleetAccount[], slot: number): FleetAccount {
  const account = accounts[slot]
  if (!account) throw new Error(`no account in slot ${slot}`)
  return account
}

function compareIds(accounts: readonly FleetAccount[], a: number, b: number): number {
  return at(accounts, a).id < at(accounts, b).id ? -1 : 1
}

function comparator(key: AccountSortKey, accounts: readonly FleetAccount[]) {
  const read = sortValue[key]
  return (a: number, b: number) =>
    compareValues(key, read(at(accounts, a)), read(at(accounts, b))) || compareIds(accounts, a, b)
}

/** What stayed, in its old order without the changed ones, and these put in their places: a place is found by halving. */
function merge(
  old: Uint32Array,
  changed: ReadonlySet<number>,
  moved: readonly number[],
  compare: (a: number, b: number) => number,
): Uint32Array {
  const stayed = old.filter(slot => !changed.has(slot))
  const result = new Uint32Array(stayed.length + moved.length)
  let from = 0
  for (const [index, slot] of moved.entries()) {
    const to = placeOf(slot, stayed, from, compare)
    result.set(stayed.subarray(from, to), from + index)
    result[to + index] = slot
    from = to
  }
  result.set(stayed.subarray(from), from + moved.length)
  return result
}

/** The index of the first of the sorted slots, from one on, that comes after this one. */
function placeOf(slot: number, sorted: Uint32Array, from: number, compare: (a: number, b: number) => number): number {
  let [low, high] = [from, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(slot, sorted[middle] ?? 0) < 0) high = middle
    else low = middle + 1
  }
  return low
}
