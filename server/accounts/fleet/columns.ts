import 'server-only'
import { type AccountFacet, accountFacets } from '@/lib/account-search'
import type { FleetAccount } from './account'

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
  credit: account => (account.availableCredit === null ? null : Number(account.availableCredit)),
  channels: account => account.channelLimit,
  disabled: account => (account.status === 'disabled' ? account.disabledAt : null),
} satisfies Record<string, (account: FleetAccount) => number | null>
export type NumberColumn = keyof typeof numberValue
const numberColumns = Object.keys(numberValue) as NumberColumn[]

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
  readonly facets = accountFacets.map(facet => new FacetColumn(facet))
  readonly numbers = Object.fromEntries(numberColumns.map(name => [name, new Float64Array(0)])) as Record<
    NumberColumn,
    Float64Array
  >
  size = 0

  set(slot: number, account: FleetAccount): void {
    this.reserve(slot + 1)
    for (const column of this.facets) column.set(slot, account)
    for (const name of numberColumns) this.numbers[name][slot] = numberValue[name](account) ?? Number.NaN
  }

  private reserve(size: number): void {
    this.size = Math.max(this.size, size)
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
