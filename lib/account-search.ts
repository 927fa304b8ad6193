import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { type AccountStatus, accountStatuses } from './managed-account'
import { parseAsDay } from './search-day'
import { searchText } from './search-text'

// The search of the accounts list: what its address holds, for the page, the route, links, views and exports alike.

export const accountSortKeys = [
  'name',
  'email',
  'id',
  'status',
  'rollup',
  'pricing',
  'channels',
  'currency',
  'credit',
  'created',
  'updated',
  'review',
] as const
export type AccountSortKey = (typeof accountSortKeys)[number]
export type AccountSort = { key: AccountSortKey; descending: boolean }

/** Facets: filters of a few values, each shown with how many accounts it would give. */
export const accountFacets = [
  'status',
  'rollup',
  'pricing',
  'currency',
  'limit',
  'missing',
  'protected',
  'drifted',
] as const
export type AccountFacet = (typeof accountFacets)[number]

export const flagValues = ['yes', 'no', 'unknown'] as const
type FlagValue = (typeof flagValues)[number]
export const yesNoValues = ['yes', 'no'] as const
type YesNo = (typeof yesNoValues)[number]
export const limitValues = ['known', 'unknown'] as const
type LimitValue = (typeof limitValues)[number]

export const pageSizes = [25, 50, 100, 250] as const
/** More columns than people can follow; and what one number can still order. */
const mostSorts = 3

/** What selects accounts. An empty list, an empty text and null do not filter. */
export type AccountFilter = {
  q: string
  status: AccountStatus[]
  rollup: FlagValue[]
  pricing: FlagValue[]
  currency: string[]
  limit: LimitValue[]
  missing: YesNo[]
  protected: YesNo[]
  /** Changed outside the console, and nobody said so far that it was seen. */
  drifted: YesNo[]
  /** Days in UTC, `2026-03-31`, both ends included. */
  createdFrom: string
  createdTo: string
  updatedFrom: string
  updatedTo: string
  disabledFrom: string
  disabledTo: string
  /** When a disabled account is to be looked at again. */
  reviewFrom: string
  reviewTo: string
  /** Part of the name of who disabled it here. */
  disabledBy: string
  creditMin: number | null
  creditMax: number | null
  channelsMin: number | null
  channelsMax: number | null
}

export type AccountSearch = AccountFilter & { sort: AccountSort[]; page: number; size: number }

const parseAsCurrency = createParser({
  parse: text => (/^([A-Z]{3}|unknown)$/.test(text) ? text : null),
  serialize: text => text,
})

/** A minus before the name sorts descending: `status,-created`. */
const parseAsSort = createParser<AccountSort[]>({
  parse: text => {
    const sorts = text.split(',').flatMap(part => {
      const descending = part.startsWith('-')
      const key = accountSortKeys.find(one => one === (descending ? part.slice(1) : part))
      return key ? [{ key, descending }] : []
    })
    const once = sorts.filter((sort, index) => sorts.findIndex(other => other.key === sort.key) === index)
    return once.length > 0 ? once.slice(0, mostSorts) : null
  },
  serialize: sorts => sorts.map(({ key, descending }) => `${descending ? '-' : ''}${key}`).join(','),
  eq: (a, b) =>
    a.length === b.length &&
    a.every(({ key, descending }, index) => key === b[index]?.key && descending === b[index]?.descending),
})

/** One codec for everything. Bad input becomes the default. */
export const accountSearchParsers = {
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(accountStatuses)).withDefault([]),
  rollup: parseAsArrayOf(parseAsStringLiteral(flagValues)).withDefault([]),
  pricing: parseAsArrayOf(parseAsStringLiteral(flagValues)).withDefault([]),
  currency: parseAsArrayOf(parseAsCurrency).withDefault([]),
  limit: parseAsArrayOf(parseAsStringLiteral(limitValues)).withDefault([]),
  missing: parseAsArrayOf(parseAsStringLiteral(yesNoValues)).withDefault([]),
  protected: parseAsArrayOf(parseAsStringLiteral(yesNoValues)).withDefault([]),
  drifted: parseAsArrayOf(parseAsStringLiteral(yesNoValues)).withDefault([]),
  createdFrom: parseAsDay,
  createdTo: parseAsDay,
  updatedFrom: parseAsDay,
  updatedTo: parseAsDay,
  disabledFrom: parseAsDay,
  disabledTo: parseAsDay,
  reviewFrom: parseAsDay,
  reviewTo: parseAsDay,
  disabledBy: parseAsString.withDefault(''),
  creditMin: parseAsFloat,
  creditMax: parseAsFloat,
  channelsMin: parseAsInteger,
  channelsMax: parseAsInteger,
  sort: parseAsSort.withDefault([{ key: 'name', descending: false }]),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(50),
}

const loader = createLoader(accountSearchParsers)

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
/** No account has more channels than a database's whole number holds. */
const mostChannels = 2_147_483_647
const channels = (value: number | null) =>
  finite(value) === null ? null : Math.min(Math.max(Number(value), -mostChannels), mostChannels)

/** Clamps what an address may ask for, whatever somebody typed into it. */
export function normalizeAccountSearch(search: AccountSearch): AccountSearch {
  return {
    ...search,
    q: searchText(search.q),
    disabledBy: searchText(search.disabledBy).slice(0, 100),
    creditMin: finite(search.creditMin),
    creditMax: finite(search.creditMax),
    channelsMin: channels(search.channelsMin),
    channelsMax: channels(search.channelsMax),
    page: Math.min(Math.max(1, search.page || 1), 100_000),
    size: pageSizes.find(size => size === search.size) ?? 50,
  }
}

export function loadAccountSearch(
  from: URLSearchParams | Record<string, string | string[] | undefined>,
): AccountSearch {
  return normalizeAccountSearch(loader(from))
}

export const serializeAccountSearch = createSerializer(accountSearchParsers)

/** Nothing filtered. */
export const everyAccount: AccountFilter = {
  q: '',
  status: [],
  rollup: [],
  pricing: [],
  currency: [],
  limit: [],
  missing: [],
  protected: [],
  drifted: [],
  createdFrom: '',
  createdTo: '',
  updatedFrom: '',
  updatedTo: '',
  disabledFrom: '',
  disabledTo: '',
  reviewFrom: '',
  reviewTo: '',
  disabledBy: '',
  creditMin: null,
  creditMax: null,
  channelsMin: null,
  channelsMax: null,
}

/** The part of a search that selects, in a fixed order of its fields: the same filter is always the same text. */
export function filterOf(search: AccountFilter): AccountFilter {
  return Object.fromEntries(
    Object.keys(everyAccount).map(key => [key, search[key as keyof AccountFilter]]),
  ) as AccountFilter
}

/** Without what would tell balances: for roles that may not see them. The currency is part of the balance. */
export function withoutBalances<F extends AccountFilter>(filter: F): F {
  return { ...filter, currency: [], creditMin: null, creditMax: null }
}

export function filtersByBalance(filter: AccountFilter): boolean {
  return filter.currency.length > 0 || filter.creditMin !== null || filter.creditMax !== null
}

export function isFiltered(filter: AccountFilter): boolean {
  return (Object.keys(everyAccount) as (keyof AccountFilter)[]).some(key => {
    const value = filter[key]
    return Array.isArray(value) ? value.length > 0 : typeof value === 'string' ? value.trim() !== '' : value !== null
  })
}
