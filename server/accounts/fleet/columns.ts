import 'server-only'
import { type AccountFacet, accountFacets } from '@/lib/account-search'
import { ownCredit } from '@/lib/balance'
import type { FleetAccount } from './account'

/** Only what is off is to be looked at again. */
export function reviewDay(account: Pick<FleetAccount, 'status' | 'reviewOn'>): number | null {
  return account.status === 'disabled' ? account.reviewOn : null
}

const flagText = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no')
const yesNo = (value: boolean) => (value ? 'yes' : 'no')

/** The value of an account in each facet. */
export const facetValue: Record<AccountFacet, (account: FleetAccount) => string> = {
  status: account => account.status,
  rollup: account => flagText(account.rollupBilling),
  pricing: account => flagText(account.customPricing),
  currency: account => account.currency ?? 'unknown',
  limit: account => (account.channelLimit === null ? 'unknown' : 'known'),
  missing: account => yesNo(account.missing),
  protected: account => yesNo(account.protected),
  drifted: account => yesNo(account.drifted),
}

/** What ranges ask for. What is not known is NaN, which lies in no range. */
const numberValue = {
  created: account => account.createdAt,
  updated: account => account.updatedAt,
  credit: ownCredit,
  channels: account => account.channelLimit,
  disabled: account => (account.status === 'disabled' ? account.disabledAt : null),
  review: reviewDay,
} satisfies Record<string, (account: FleetAccount) => number | null>
export type NumberColumn = keyof typeof numberValue
const numberColumns = Object.keys(numberValue) as NumberColumn[]

const idLength = 36
/** One more than an id has: what is found never reaches over two of them. */
const idWidth = idLength + 1

/** All ids as bytes side by side: one search through them all, without going to each account for its own. */
class IdColumn {
  private bytes = Buffer.alloc(0)

  set(slot: number, id: string): void {
    const end = (slot + 1) * idWidth
    if (end > this.bytes.length) {
      const grown = Buffer.alloc(Math.max(1_024 * idWidth, this.bytes.length * 2, end))
      this.bytes.copy(grown)
      this.bytes = grown
    }
    this.bytes.write(id, slot * idWidth, idLength, 'latin1')
  }

  /** Marks the slots whose id begins with the text, or has it anywhere. */
  mark(text: string, beginning: boolean, passes: Uint8Array): void {
    const wanted = Buffer.from(text, 'latin1')
    if (beginning) {
      for (let slot = 0; slot < passes.length; slot++) {
        if (wanted.every((byte, index) => this.bytes[slot * idWidth + index] === byte)) passes[slot] = 1
      }
      return
    }
    const used = this.bytes.subarray(0, passes.length * idWidth)
    for (let at = used.indexOf(wanted); at >= 0; ) {
      const slot = Math.floor(at / idWidth)
      passes[slot] = 1
      at = used.indexOf(wanted, (slot + 1) * idWidth)
    }
  }
}

/** One facet of all accounts: a small number a slot, and what the numbers mean. */
export class FacetColumn {
  codes = new Uint16Array(0)
  readonly values: string[] = []
  private readonly codeOf = new Map<string, number>()

  constructor(readonly facet: AccountFacet) {}

  set(slot: number, account: FleetAccount): void {
    const value = facetValue[this.facet](account)
    let code = this.codeOf.get(value)
    if (code === undefined) {
      code = this.values.push(value) - 1
      this.codeOf.set(value, code)
    }
    this.codes[slot] = code
  }
}

/** The fleet by column instead of by account: a filter then runs over plain numbers, ten times as fast as over objects. */
export class Columns {
  readonly ids = new IdColumn()
  readonly facets = accountFacets.map(facet => new FacetColumn(facet))
  readonly numbers = Object.fromEntries(numberColumns.map(name => [name, new Float64Array(0)])) as Record<
    NumberColumn,
    Float64Array
  >

  set(slot: number, account: FleetAccount): void {
    this.reserve(slot + 1)
    this.ids.set(slot, account.id)
    for (const column of this.facets) column.set(slot, account)
    for (const name of numberColumns) this.numbers[name][slot] = numberValue[name](account) ?? Number.NaN
  }

  private reserve(size: number): void {
    const capacity = this.numbers.created.length
    if (size <= capacity) return
    const grown = Math.max(1_024, capacity * 2, size)
    for (const column of this.facets) {
      const codes = new Uint16Array(grown)
      codes.set(column.codes)
      column.codes = codes
    }
    for (const name of numberColumns) {
      const numbers = new Float64Array(grown)
      numbers.set(this.numbers[name])
      this.numbers[name] = numbers
    }
  }
}
