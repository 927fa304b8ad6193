import 'server-only'
import { type AccountFacet, type AccountFilter, accountFacets } from '@/lib/account-search'
import type { FacetCount } from '@/lib/accounts'
import { type FleetAccount, type Needle, needleOf, wordStart } from './account'
import type { Columns, FacetColumn, NumberColumn } from './columns'

const dayMs = 86_400_000
const startOf = (day: string) => (day === '' ? null : Date.parse(`${day}T00:00:00Z`))
const endOf = (day: string) => (day === '' ? null : Date.parse(`${day}T00:00:00Z`) + dayMs - 1)

/** Takes out what lies in none of the asked ranges. What is not known is in no range. */
function keepRanges(filter: AccountFilter, columns: Columns, passes: Uint8Array): void {
  const keep = (column: NumberColumn, least: number | null, most: number | null) => {
    if (least === null && most === null) return
    const numbers = columns.numbers[column]
    const [low, high] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY]
    for (let slot = 0; slot < passes.length; slot++) {
      const number = numbers[slot] ?? Number.NaN
      // Written so that NaN fails.
      if (!(number >= low && number <= high)) passes[slot] = 0
    }
  }
  keep('created', startOf(filter.createdFrom), endOf(filter.createdTo))
  keep('updated', startOf(filter.updatedFrom), endOf(filter.updatedTo))
  keep('credit', filter.creditMin, filter.creditMax)
  keep('channels', filter.channelsMin, filter.channelsMax)
  keep('disabled', startOf(filter.disabledFrom), endOf(filter.disabledTo))
  keep('review', startOf(filter.reviewFrom), endOf(filter.reviewTo))
}

function keepDisabledBy(filter: AccountFilter, accounts: readonly FleetAccount[], passes: Uint8Array): void {
  const by = filter.disabledBy.trim().toLowerCase()
  if (by === '') return
  for (let slot = 0; slot < passes.length; slot++) {
    const account = accounts[slot]
    const hit = account?.status === 'disabled' && (account.disabledBy ?? '').toLowerCase().includes(by)
    if (!hit) passes[slot] = 0
  }
}

/** Marks the slots whose text or id matches; all of them when nothing is searched for. */
function searched(q: string, columns: Columns, texts: readonly string[]): Uint8Array {
  const passes = new Uint8Array(texts.length)
  const needle = needleOf(q)
  if (!needle) return passes.fill(1)
  const matches = matcherOf(needle)
  for (let slot = 0; slot < passes.length; slot++) passes[slot] = matches(texts[slot] ?? '') ? 1 : 0
  if (needle.id !== null) columns.ids.mark(needle.id, needle.wholeWords, passes)
  return passes
}

/** Whether a text that `searchText` made has it. */
export function matcherOf({ text, wholeWords }: Needle): (hay: string) => boolean {
  return wholeWords ? containing(wordStart + text) : containingPhrase(text)
}

const containing = (text: string) => (hay: string) => hay.includes(text)

/** The marks that begin words stand inside the text: a phrase is looked for without them only where all of its words occur. */
function containingPhrase(phrase: string): (hay: string) => boolean {
  const parts = phrase.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  if (parts.length === 1 && parts[0] === phrase) return containing(phrase)
  return hay => parts.every(part => hay.includes(part)) && hay.replaceAll(wordStart, '').includes(phrase)
}

export type Selection = {
  /** One byte a slot: 1 where it matches everything. */
  passes: Uint8Array
  total: number
  facets: Record<AccountFacet, FacetCount[]>
}

/**
 * What matches, how many, and for each facet how many each of its values would give. A facet's own choice does not count against its
 * values, so an account that fails one facet only still counts there.
 */
export function select(
  filter: AccountFilter,
  columns: Columns,
  accounts: readonly FleetAccount[],
  texts: readonly string[],
): Selection {
  const passes = searched(filter.q, columns, texts)
  keepRanges(filter, columns, passes)
  keepDisabledBy(filter, accounts, passes)
  const failing = failedFacets(filter, columns, passes)
  const counts = columns.facets.map((column, facet) => countValues(column, passes, failing, facet))
  let total = 0
  for (let slot = 0; slot < passes.length; slot++) {
    if (failing && failing[slot] !== none) passes[slot] = 0
    total += passes[slot] ?? 0
  }
  return { passes, total, facets: toFacets(counts) }
}

const none = 255
const several = 254

/** Of each slot the one facet it fails, `none` or `several`; null when no facet is chosen. */
function failedFacets(filter: AccountFilter, columns: Columns, passes: Uint8Array): Uint8Array | null {
  let failing: Uint8Array | null = null
  for (const [facet, column] of columns.facets.entries()) {
    const wanted: readonly string[] = filter[column.facet]
    if (wanted.length === 0) continue
    failing ??= new Uint8Array(passes.length).fill(none)
    const isWanted = Uint8Array.from(column.values, value => (wanted.includes(value) ? 1 : 0))
    const { codes } = column
    for (let slot = 0; slot < passes.length; slot++) {
      if (isWanted[codes[slot] ?? 0]) continue
      failing[slot] = failing[slot] === none ? facet : several
    }
  }
  return failing
}

function countValues(column: FacetColumn, passes: Uint8Array, failing: Uint8Array | null, facet: number): FacetCount[] {
  const counts = new Uint32Array(column.values.length)
  const { codes } = column
  for (let slot = 0; slot < passes.length; slot++) {
    if (!passes[slot]) continue
    const failed = failing ? failing[slot] : none
    const code = codes[slot] ?? 0
    if (failed === none || failed === facet) counts[code] = (counts[code] ?? 0) + 1
  }
  return column.values.flatMap((value, code) => (counts[code] ? [{ value, count: counts[code] }] : []))
}

function toFacets(counts: readonly FacetCount[][]): Record<AccountFacet, FacetCount[]> {
  const entries = accountFacets.map((facet, index) => {
    const values = counts[index] ?? []
    return [facet, values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))]
  })
  return Object.fromEntries(entries) as Record<AccountFacet, FacetCount[]>
}
