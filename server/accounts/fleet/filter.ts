import 'server-only'
import { type AccountFacet, type AccountFilter, accountFacets } from '@/lib/account-search'
import type { FacetCount } from '@/lib/accounts'
import { type FleetAccount, needleOf, wordStart } from './account'

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

const dayMs = 86_400_000
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`)
const endOf = (day: string) => startOf(day) + dayMs

type Test = (account: FleetAccount) => boolean

/** Ranges and single-valued filters. What is not known is in no range. */
function rangeTests(filter: AccountFilter): Test[] {
  const tests: Test[] = []
  const range = (value: (account: FleetAccount) => number | null, least: number | null, most: number | null) => {
    if (least === null && most === null) return
    tests.push(account => {
      const known = value(account)
      return known !== null && (least === null || known >= least) && (most === null || known <= most)
    })
  }
  const day = (text: string, edge: (day: string) => number) => (text === '' ? null : edge(text))
  range(a => a.createdAt, day(filter.createdFrom, startOf), minusOne(day(filter.createdTo, endOf)))
  range(a => a.updatedAt, day(filter.updatedFrom, startOf), minusOne(day(filter.updatedTo, endOf)))
  range(a => (a.availableCredit === null ? null : Number(a.availableCredit)), filter.creditMin, filter.creditMax)
  range(a => a.channelLimit, filter.channelsMin, filter.channelsMax)
  range(
    a => (a.status === 'disabled' ? a.disabledAt : null),
    day(filter.disabledFrom, startOf),
    minusOne(day(filter.disabledTo, endOf)),
  )
  const by = filter.disabledBy.trim().toLowerCase()
  if (by !== '')
    tests.push(account => account.status === 'disabled' && (account.disabledBy ?? '').toLowerCase().includes(by))
  return tests
}

const minusOne = (value: number | null) => (value === null ? null : value - 1)

/** Marks the slots whose text matches; null when everything does. */
function searchPasses(q: string, accounts: readonly FleetAccount[], texts: readonly string[]): Uint8Array | null {
  const needle = needleOf(q)
  if (!needle) return null
  const passes = new Uint8Array(accounts.length)
  const { id } = needle
  const text = needle.wholeWords ? wordStart + needle.text : String(needle.text)
  const parts = needle.wholeWords ? null : text.split(' ').filter(Boolean)
  for (let slot = 0; slot < accounts.length; slot++) {
    const hay = texts[slot] ?? ''
    const hit = parts ? containsPhrase(hay, text, parts) : hay.includes(text)
    passes[slot] = hit || (id !== null && matchesId(accounts[slot]?.id ?? '', id, needle.wholeWords)) ? 1 : 0
  }
  return passes
}

/** The marks that begin words stand inside the text: a phrase is looked for without them only where its parts occur. */
function containsPhrase(hay: string, phrase: string, parts: readonly string[]): boolean {
  if (parts.length === 1 && !/[^\p{L}\p{N}]/u.test(phrase)) return hay.includes(phrase)
  return hay.replaceAll(wordStart, '').includes(phrase)
}

function matchesId(id: string, text: string, beginning: boolean): boolean {
  return beginning ? id.startsWith(text) : id.includes(text)
}

export type Selection = {
  /** One byte a slot: 1 where it matches everything. */
  passes: Uint8Array
  total: number
  facets: Record<AccountFacet, FacetCount[]>
}

/**
 * One pass over the fleet: what matches, how many, and for each facet how many each of its values would give. A facet's own choice does
 * not count against its values, so an account that fails one facet only still counts there.
 */
export function select(filter: AccountFilter, accounts: readonly FleetAccount[], texts: readonly string[]): Selection {
  const searched = searchPasses(filter.q, accounts, texts)
  const ranges = rangeTests(filter)
  const chosen = accountFacets.map(facet => {
    const values: readonly string[] = filter[facet]
    return {
      read: facetValue[facet],
      wanted: values.length > 0 ? new Set<string>(values) : null,
      counts: new Map<string, number>(),
    }
  })
  const passes = new Uint8Array(accounts.length)
  const values: string[] = new Array(chosen.length)
  let total = 0
  for (let slot = 0; slot < accounts.length; slot++) {
    const account = accounts[slot]
    if (!account || (searched && !searched[slot]) || !ranges.every(test => test(account))) continue
    let failed = 0
    let failedAt = -1
    for (let index = 0; index < chosen.length; index++) {
      const facet = chosen[index]
      if (!facet) continue
      const value = facet.read(account)
      values[index] = value
      if (facet.wanted && !facet.wanted.has(value)) {
        failed++
        failedAt = index
      }
    }
    if (failed > 1) continue
    if (failed === 1) {
      count(chosen[failedAt]?.counts, values[failedAt])
      continue
    }
    passes[slot] = 1
    total++
    for (let index = 0; index < chosen.length; index++) count(chosen[index]?.counts, values[index])
  }
  return { passes, total, facets: toFacets(chosen.map(facet => facet.counts)) }
}

function count(counts: Map<string, number> | undefined, value: string | undefined): void {
  if (counts && value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
}

function toFacets(counts: readonly Map<string, number>[]): Record<AccountFacet, FacetCount[]> {
  const entries = accountFacets.map((facet, index) => {
    const values = [...(counts[index] ?? [])].map(([value, number]) => ({ value, count: number }))
    return [facet, values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))]
  })
  return Object.fromEntries(entries) as Record<AccountFacet, FacetCount[]>
}
