import { type AccountSortKey, accountSortKeys, isBalance } from './account-columns'
import { disableReasons, flagWords, statusWords } from './account-words'

// Every account filter is declared here. Address, chips, menus, forms, rights and counts are derived from it. The queries are in
// `server/mirror/search/filter.ts`; facet values are also in the column `facets` (server/platform/db/schema.ts).

/** `balances` = offered and shown only to roles that may see balances. */
type Common = { label: string; balances?: true }

/** A facet with a fixed set of values, each with its words. */
function choice<V extends string>(label: string, words: Record<V, string>, more: Shown & Omit<Common, 'label'> = {}) {
  return { kind: 'choice' as const, label, words, values: Object.keys(words) as V[], ...more }
}

/** A facet with the values that accounts have. `unknown` = the words for an account that has none. */
function values(label: string, pattern: RegExp, unknown: string, more: Shown & Omit<Common, 'label'> = {}) {
  return { kind: 'values' as const, label, pattern, unknown, ...more }
}

type Shown = {
  /** In the Details menu, with other filters that are rarely used. */
  isDetail?: true
}

/** A range of the organization's days, both ends included: `<key>From` and `<key>To` in an address. */
const days = (label: string) => ({ kind: 'days' as const, label })

/** A range of numbers, both ends included: `<key>Min` and `<key>Max` in an address. */
const numbers = (label: string, { whole = false, ...more }: { whole?: boolean } & Omit<Common, 'label'> = {}) => ({
  kind: 'numbers' as const,
  label,
  whole,
  ...more,
})

const yesNo = { yes: 'Yes', no: 'No' }
const ofBalance = { balances: true } as const
const anyName = /^.{1,200}$/su

export const accountFilters = {
  status: choice('Status', statusWords),
  rollup: choice('Rollup billing', flagWords.rollup),
  pricing: choice('Custom pricing', flagWords.pricing),
  currency: values('Currency', /^([A-Z]{3}|unknown)$/, 'Unknown', ofBalance),
  limit: choice('Channel limit known', { known: 'Yes', unknown: 'No' }, { isDetail: true }),
  missing: choice('Gone from Telnyx', yesNo, { isDetail: true }),
  protected: choice('Protected', yesNo, { isDetail: true }),
  drifted: choice('External changes', { yes: 'Not marked as seen', no: 'None, or marked as seen' }, { isDetail: true }),
  owing: choice(
    'Own credit',
    { yes: 'Below zero', no: 'Zero or more', unknown: 'Unknown' },
    { isDetail: true, ...ofBalance },
  ),
  reason: choice('Disable reason', { ...disableReasons, unknown: 'Not recorded' }, { isDetail: true }),
  disabledBy: values('Disabled by', anyName, 'Not recorded', { isDetail: true }),
  created: days('Created'),
  updated: days('Updated'),
  disabled: days('Disabled since'),
  review: days('Review on'),
  credit: numbers('Available credit', ofBalance),
  channels: numbers('Channel limit', { whole: true }),
}

type Filters = typeof accountFilters
type KeyOf<Kind> = { [K in keyof Filters]: Filters[K]['kind'] extends Kind ? K : never }[keyof Filters]

export type FilterKey = keyof Filters
/** Filters with a list of values, each shown with its number of accounts. */
export type AccountFacet = KeyOf<'choice' | 'values'>
export type DayFilter = KeyOf<'days'>
export type NumberFilter = KeyOf<'numbers'>
export type FacetValue<K extends AccountFacet> = Filters[K] extends { values: readonly (infer V)[] } ? V : string

/** The conditions that select accounts. An empty list, an empty text and null do not filter. */
export type AccountFilter = { q: string } & { [K in AccountFacet]: FacetValue<K>[] } & Record<
    `${DayFilter}From` | `${DayFilter}To`,
    string
  > &
  Record<`${NumberFilter}Min` | `${NumberFilter}Max`, number | null>

function keysOf<K extends FilterKey>(...kinds: Filters[FilterKey]['kind'][]): K[] {
  return (Object.keys(accountFilters) as FilterKey[]).filter(key => kinds.includes(accountFilters[key].kind)) as K[]
}

export const accountFacets = keysOf<AccountFacet>('choice', 'values')
export const dayFilters = keysOf<DayFilter>('days')
export const numberFilters = keysOf<NumberFilter>('numbers')

/** The fields of a filter in `AccountFilter`, set to not filter. */
export function fieldsOf(key: FilterKey): Partial<AccountFilter> {
  switch (accountFilters[key].kind) {
    case 'days':
      return { [`${key}From`]: '', [`${key}To`]: '' }
    case 'numbers':
      return { [`${key}Min`]: null, [`${key}Max`]: null }
    default:
      return { [key]: [] }
  }
}

const fieldsOfAll = (keys: readonly FilterKey[]): Partial<AccountFilter> => Object.assign({}, ...keys.map(fieldsOf))

/** The empty filter. */
export const everyAccount = { q: '', ...fieldsOfAll(Object.keys(accountFilters) as FilterKey[]) } as AccountFilter

const fields = Object.keys(everyAccount) as (keyof AccountFilter)[]

/** The filter of a search, with its fields in a fixed order, so that the same filter is always the same text. */
export function filterOf(search: AccountFilter): AccountFilter {
  return Object.fromEntries(fields.map(field => [field, search[field]])) as AccountFilter
}

const filters = (value: AccountFilter[keyof AccountFilter]) =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'string' ? value.trim() !== '' : value !== null

export function isFiltered(filter: AccountFilter): boolean {
  return fields.some(field => filters(filter[field]))
}

/** Whether a filter would reveal balances. */
export const filtersBalances = (key: FilterKey): boolean => (accountFilters[key] as Common).balances === true

const balanceFilters = (Object.keys(accountFilters) as FilterKey[]).filter(filtersBalances)
const noBalances = fieldsOfAll(balanceFilters)

/** Without the filters that would reveal balances, for roles that may not see them. The currency is part of the balance. */
export function withoutBalances<F extends AccountFilter>(filter: F): F {
  return { ...filter, ...noBalances }
}

export function filtersByBalance(filter: AccountFilter): boolean {
  return (Object.keys(noBalances) as (keyof AccountFilter)[]).some(field => filters(filter[field]))
}

/** The filter with no value chosen in any facet. */
export function withoutFacets(filter: AccountFilter): AccountFilter {
  return { ...filter, ...fieldsOfAll(accountFacets) }
}

export type AccountSort = { key: AccountSortKey; descending: boolean }

// ---- in words ----

export function facetWord(facet: AccountFacet, value: string): string {
  const filter = accountFilters[facet]
  if (filter.kind === 'values') return value === 'unknown' ? filter.unknown : value
  return (filter.words as Record<string, string>)[value] ?? value
}

/** One filter in words, and the patch that removes it. */
type FilterWord = { key: string; label: string; value: string; without: Partial<AccountFilter> }

function wordsOf(filter: AccountFilter, key: FilterKey): FilterWord[] {
  const { kind, label } = accountFilters[key]
  if (kind === 'choice' || kind === 'values') {
    const chosen: readonly string[] = filter[key as AccountFacet]
    return chosen.map(value => ({
      key: `${key}-${value}`,
      label,
      value: facetWord(key as AccountFacet, value),
      without: { [key]: chosen.filter(other => other !== value) },
    }))
  }
  const without = fieldsOf(key)
  const [least, most] = (Object.keys(without) as (keyof AccountFilter)[]).map(field => filter[field])
  const has = (value: unknown) => value !== null && value !== ''
  if (!has(least) && !has(most)) return []
  const value = has(least) && has(most) ? `${least} to ${most}` : has(least) ? `from ${least}` : `up to ${most}`
  return [{ key, label, value, without }]
}

/** One entry for each part of a filter. Every part that selects rows has one, and each can be removed alone. */
export function filterWords(filter: AccountFilter): FilterWord[] {
  const q = filter.q.trim()
  return [
    ...(q ? [{ key: 'q', label: 'Search', value: q, without: { q: '' } }] : []),
    ...(Object.keys(accountFilters) as FilterKey[]).flatMap(key => wordsOf(filter, key)),
  ]
}

/** A filter as one sentence: "Status: Disabled, Blocked · Search: acme". Empty = nothing is filtered. */
export function filterSentence(filter: AccountFilter): string {
  const values = new Map<string, string[]>()
  for (const { label, value } of filterWords(filter)) values.set(label, [...(values.get(label) ?? []), value])
  return [...values].map(([label, words]) => `${label}: ${words.join(', ')}`).join(' · ')
}

/** Which accounts, in words and without a number; null = ticked accounts. */
export function scopeWords(filter: AccountFilter | null): string {
  if (filter === null) return 'Selected accounts'
  if (!isFiltered(filter)) return 'All accounts'
  return `All matching: ${filterSentence(filter)}`
}

const oneOf = (texts: readonly string[]) => `(${texts.join('|')})`
const balanceText = new RegExp(
  [
    `(^|: | · )${oneOf(balanceFilters.map(key => accountFilters[key].label))}: `,
    `(^|[?&])${oneOf(Object.keys(noBalances))}=`,
    `[?&]?sort=[^&]*${oneOf(accountSortKeys.filter(isBalance))}`,
  ].join('|'),
)

/** Whether a selection, in words or as in an address, filters or sorts by balances. */
export function namesBalances(text: string): boolean {
  return balanceText.test(text)
}
